-- What somebody contested, and how that was answered, is theirs, and in what they download (decision 0027).
create policy exported on contest for select to sayso_app
  using ((select app_kind()) = 'export' and employee_id = (select app_actor()));
create policy exported on contest_answer for select to sayso_app
  using ((select app_kind()) = 'export' and employee_id = (select app_actor()));
