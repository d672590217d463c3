-- What carriers send by themselves: the secret each account's pushes are proven with, which events were taken, those nobody
-- could read, and for which parcels the carrier was asked to push.

-- Under the tenant's key: { secret, before: [{ secret, until }] }.
alter table carrier_accounts add column push_sealed bytea;
-- When parcels that were there before the account was were last looked for, to be subscribed.
alter table carrier_accounts add column sought_at timestamptz;

-- Who pushes is found before a tenant is known.
create policy lookup on carrier_accounts for select to :lookup using (true);
grant select (tenant, id) on carrier_accounts to :lookup;
create function tenant_of_carrier_account(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from carrier_accounts where id = encode($1, ''hex'')::uuid';
alter function tenant_of_carrier_account(bytea) owner to :lookup;
revoke execute on function tenant_of_carrier_account(bytea) from public;
grant execute on function tenant_of_carrier_account(bytea) to :app, :jobs;

-- Neither raw nor derived: only there to tell a second delivery of an event from a first. Kept for 30 days.
create table push_events (
  tenant text not null,
  account uuid not null,
  digest bytea not null,
  received_at timestamptz not null,
  -- how often it came again
  repeats integer not null default 0,
  primary key (tenant, account, digest),
  foreign key (tenant, account) references carrier_accounts
);
create index on push_events (tenant, account, received_at);

-- Proven to be the carrier's and not dealt with yet: not understood, in whole or in part (kept until it can be read), or
-- (reason TO_CONFIRM) asking for a call that confirms a subscription. For 30 days at most.
create table unread_pushes (
  tenant text not null,
  id uuid not null,
  account uuid not null,
  -- bytes and content type, under the tenant's key
  sealed bytea not null,
  bytes integer not null,
  reason text not null,
  received_at timestamptz not null,
  -- when it was last tried to confirm
  tried_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, account) references carrier_accounts
);
create index on unread_pushes (tenant, received_at);

create table subscriptions (
  tenant text not null,
  id uuid not null,
  account uuid not null,
  -- null: all that the account ships
  parcel uuid,
  state text not null check (state in ('waiting', 'live', 'given_up', 'ended')),
  -- the carrier's name for it
  external text,
  -- when it lapses; null where it does not, or was never taken
  until timestamptz,
  -- when the carrier is asked for it next; null: no more
  due_at timestamptz,
  -- another process asks until then
  leased_until timestamptz,
  failures integer not null default 0,
  -- { kind, code } of the last
  failure jsonb,
  changed_at timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, account) references carrier_accounts
);
create unique index on subscriptions (tenant, account, parcel) where parcel is not null;
create unique index on subscriptions (tenant, account) where parcel is null;
create index on subscriptions (tenant, parcel) where parcel is not null;
create index on subscriptions (tenant, due_at) where due_at is not null;

do $$
declare t text;
begin
  foreach t in array array['push_events', 'unread_pushes', 'subscriptions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update, delete on push_events, unread_pushes, subscriptions to :app;
