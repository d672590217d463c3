-- How a shopper proves more: one-time codes, what a session is raised to by one, and how often somebody has tried.

-- What was proven before stays in level, orders and expires_at; it is fallen back to when the raise is over.
alter table sessions add raised_person uuid, add raised_until timestamptz,
  add check ((raised_person is null) = (raised_until is null));

-- One a session: a new code takes the place of the one before. Only its keyed hash is kept.
create table codes (
  tenant text not null,
  session bytea not null,
  person uuid not null,
  digest bytea not null,
  tries integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant, session),
  foreign key (tenant, session) references sessions on delete cascade,
  foreign key (tenant, person) references persons
);

-- When somebody tried lately, by what is guarded: a session, an order number (its keyed hash), a person. Never more rows than
-- things tried, never more times in a row than are allowed.
create table attempts (
  tenant text not null references tenants,
  kind text not null,
  subject bytea not null,
  times timestamptz[] not null,
  most integer not null,
  window_seconds integer not null,
  -- whether the last one found no room
  refused boolean not null,
  until timestamptz not null,
  primary key (tenant, kind, subject)
);
create index on attempts (tenant, until);

do $$
declare t text;
begin
  foreach t in array array['codes', 'attempts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update, delete on codes, attempts to :app;
