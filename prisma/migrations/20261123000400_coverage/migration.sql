-- Legal asks about everyone at once: who is covered, and who is not yet.

-- What a policy asks once for a statement, a parallel worker may be told. They read settings and tables, no more.
alter function sayso_now() parallel safe;
alter function app_actor() parallel safe;
alter function app_kind() parallel safe;
alter function app_subjects() parallel safe;
alter function app_has_role(text) parallel safe;
alter function app_line() parallel safe;
alter function app_manager() parallel safe;

-- The people in the order in which lists name them, page by page.
create index person_name on person (name, id) where active;

-- Who was served a notice, and until when that counts, is answered by the index alone: however many older
-- versions were served and acknowledged, only those that count now are read.
drop index notice_service_notice;
create index notice_service_notice on notice_service (notice_id, employee_id, day, time_zone);

-- Where everybody is now, from an index alone, however often they have moved.
create index location_of_person on location (person_id) include (kind, jurisdiction, confirmed_at, workplace_id)
  where until_at is null;
