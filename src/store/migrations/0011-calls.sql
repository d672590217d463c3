-- What calling a carrier's account needs to know of the other processes: how often they called, whether it is left alone, and
-- the access token. One row a credential.

create table call_budgets (
  tenant text not null references tenants,
  credential text not null,
  -- The latest time a call was counted at; it never goes back.
  at timestamptz not null,
  -- Calls in each of the last 61 sixtieths of a second, an hour and a day, the last one that of `at`.
  second integer[] not null,
  hour integer[] not null,
  day integer[] not null,
  -- Whether the last who asked got a call.
  taken boolean not null,
  paused_until timestamptz,
  pause_reason text check (pause_reason in ('rate_limited', 'credentials_refused')),
  -- In a row, since it last answered.
  pauses integer not null default 0,
  primary key (tenant, credential),
  check ((paused_until is null) = (pause_reason is null))
);

create table call_tokens (
  tenant text not null references tenants,
  credential text not null,
  -- under the tenant's key
  sealed bytea,
  -- Somewhat before it lapses.
  renew_at timestamptz,
  -- Who fetches a new one, and until when the others wait for it; by the database's clock.
  holder uuid,
  held_until timestamptz,
  primary key (tenant, credential),
  check ((sealed is null) = (renew_at is null)),
  check ((holder is null) = (held_until is null))
);

do $$
declare t text;
begin
  foreach t in array array['call_budgets', 'call_tokens'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update, delete on call_budgets, call_tokens to :app;

-- Which sixtieth of its window's length, `span` seconds, a time lies in.
create function call_slots(at timestamptz, span integer) returns bigint language sql immutable
  as 'select floor(extract(epoch from at) * 60 / span)::bigint';

-- A window's calls as they lie once it has moved on to `now`.
create function call_window(calls integer[], at timestamptz, now timestamptz, span integer) returns integer[]
  language sql immutable as '
    select calls[1 + gone:61] || array_fill(0, array[gone])
      from (select least(61, call_slots(now, span) - call_slots(at, span))::integer as gone) as moved';

-- When so many calls have left the window that `most` allows one more; null where it does already.
create function call_room(calls integer[], at timestamptz, most integer, span integer) returns timestamptz
  language sql immutable as '
    select to_timestamp(ceil((call_slots(at, span) + slot)::numeric * span * 1000 / 60) / 1000)
      from (select slot, n, sum(n) over (order by slot desc) as since from unnest(calls) with ordinality as c (n, slot)) as counted
     where n > 0 and since >= most order by slot desc limit 1';
