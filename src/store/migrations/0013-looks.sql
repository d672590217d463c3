-- The merchant's accounts at carriers, when each parcel is to be asked for next, and what was learned of when carriers scan.

create table carrier_accounts (
  tenant text not null,
  id uuid not null,
  carrier text not null,
  -- what the operator entered, under the tenant's key
  sealed bytea not null,
  -- instead of the carrier's own address: its test system, or a rehearsal
  base_url text,
  -- what this account was granted, where it differs from the carrier's default
  limits jsonb not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  answered_at timestamptz,
  -- since when it does not answer, and why: { kind, code }; both null while it does
  failing_since timestamptz,
  failure jsonb,
  paused_until timestamptz,
  primary key (tenant, id)
);
create unique index on carrier_accounts (id);

-- Neither raw nor derived: lost, it is planned anew. A parcel without a row is asked for by nobody.
create table looks (
  tenant text not null,
  parcel uuid not null,
  account uuid not null,
  -- null: nothing more is expected
  due_at timestamptz,
  reason text,
  -- what the look is expected to show, which says who goes first when calls are short; and whether it was the policy's own
  worth real not null default 1,
  usual boolean not null default false,
  -- another process asks for it until then
  leased_until timestamptz,
  looked_at timestamptz,
  -- when the carrier last answered about it, news or none
  answered_at timestamptz,
  -- of what it answered then: the same again is not stored again
  answer_digest bytea,
  failures integer not null default 0,
  -- when a shopper last looked at it
  watched_at timestamptz,
  primary key (tenant, parcel),
  foreign key (tenant, account) references carrier_accounts
);
create index on looks (tenant, due_at) where due_at is not null;

create table scan_habits (
  tenant text not null,
  carrier text not null,
  body jsonb not null,
  changed_at timestamptz not null,
  primary key (tenant, carrier)
);

do $$
declare t text;
begin
  foreach t in array array['carrier_accounts', 'looks', 'scan_habits'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update, delete on carrier_accounts, looks, scan_habits to :app;
