-- How many of a person's records are still held back is counted from the key alone: the rows of six weeks, each on a
-- page of its own among everybody else's, would be read for it otherwise.
alter table segment drop constraint segment_pkey,
  add primary key (employee_id, started_at, device_id) include (held_until);
