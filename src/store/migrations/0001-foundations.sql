-- Tenants, people, raw history, and what is derived from it. Roles: :owner runs this, :app serves requests under row-level
-- security, :lookup owns the few functions that find a tenant before one is known, :jobs owns the job queue's schema.

create table meta (key text primary key, value text not null);

create table tenants (
  id text primary key,
  name text not null,
  wrapped_key bytea not null,
  created_at timestamptz not null
);

create table shops (
  tenant text not null references tenants,
  id text not null,
  name text not null,
  zone text not null,
  language text not null,
  created_at timestamptz not null,
  primary key (tenant, id)
);

-- A person's key is the only thing that must go for a person to be forgotten.
create table persons (
  tenant text not null references tenants,
  id uuid not null,
  wrapped_key bytea,
  created_at timestamptz not null,
  erased_at timestamptz,
  primary key (tenant, id),
  check ((wrapped_key is null) = (erased_at is not null))
);

create table person_indexes (
  tenant text not null,
  kind text not null,
  digest bytea not null,
  person uuid not null,
  primary key (tenant, kind, digest),
  foreign key (tenant, person) references persons
);

-- No foreign keys on what every scan writes (raw_slices, parcels, scans): their checks are planned on empty tables and then read
-- a growing table from end to end for each row (measured: 6,000 scans/s fell to 2,300 within four batches; docs/adr/0005).

-- Raw history: append-only. `envelopes` tells how something came, `raw_slices` what it said of one order or parcel.
create table envelopes (
  tenant text not null references tenants,
  id uuid not null,
  source text not null,
  connector text not null,
  content_type text not null,
  bytes integer not null,
  received_at timestamptz not null,
  primary key (tenant, id)
);

create table raw_slices (
  tenant text not null,
  seq bigint generated always as identity,
  id uuid not null,
  envelope uuid not null,
  kind text not null check (kind in ('order', 'parcel')),
  connector text not null,
  source text not null,
  shop text,
  -- null: belongs to nobody yet, sealed under the tenant's key, purged after 30 days
  person uuid,
  subject uuid not null,
  sealed bytea not null,
  received_at timestamptz not null,
  primary key (tenant, seq),
  unique (tenant, id)
);
create index on raw_slices (tenant, subject, seq);
create index on raw_slices (tenant, received_at) where person is null;

-- Derived: emptied and rebuilt from raw_slices by `rederive`, byte for byte. No column here may hold the time of deriving.
create table orders (
  tenant text not null,
  id uuid not null,
  shop text not null,
  person uuid not null,
  number_digest bytea not null,
  placed_at timestamptz not null,
  changed_at timestamptz not null,
  received_at timestamptz not null,
  version_digest bytea not null,
  state text not null,
  payment text not null,
  promised date,
  currency text not null,
  total_minor bigint not null,
  sealed bytea not null,
  primary key (tenant, id),
  foreign key (tenant, shop) references shops,
  foreign key (tenant, person) references persons
);
create index on orders (tenant, number_digest);
create index on orders (tenant, person, placed_at);
create index on orders (tenant, placed_at, id);

create table order_lines (
  tenant text not null,
  id uuid not null,
  order_id uuid not null,
  position integer not null,
  quantity integer not null,
  ordered integer not null,
  sealed bytea not null,
  primary key (tenant, id),
  foreign key (tenant, order_id) references orders on delete cascade
);
create index on order_lines (tenant, order_id, position);

create table order_lookups (
  tenant text not null,
  kind text not null,
  digest bytea not null,
  order_id uuid not null,
  primary key (tenant, kind, digest, order_id),
  foreign key (tenant, order_id) references orders on delete cascade
);
create index on order_lookups (tenant, order_id);

create table parcels (
  tenant text not null,
  id uuid not null,
  number_digest bytea not null,
  carrier text,
  generation integer not null,
  opened_at timestamptz,
  person uuid,
  milestone text not null,
  status text not null,
  reason jsonb,
  action jsonb,
  decided_by bytea,
  estimate_from date,
  estimate_to date,
  estimate_window jsonb,
  estimate_at timestamptz,
  heard_at timestamptz,
  sealed bytea not null,
  primary key (tenant, id),
  unique (tenant, number_digest, carrier, generation)
);

create table shipments (
  tenant text not null,
  order_id uuid not null,
  external_digest bytea not null,
  parcel uuid,
  state text not null,
  shipped_at timestamptz,
  position integer not null,
  primary key (tenant, order_id, external_digest),
  foreign key (tenant, order_id) references orders on delete cascade,
  foreign key (tenant, parcel) references parcels
);
create index on shipments (tenant, parcel);

create table shipment_lines (
  tenant text not null,
  order_id uuid not null,
  external_digest bytea not null,
  line uuid not null,
  quantity integer not null,
  primary key (tenant, order_id, external_digest, line),
  foreign key (tenant, order_id, external_digest) references shipments on delete cascade,
  foreign key (tenant, line) references order_lines on delete cascade
);
create index on shipment_lines (tenant, line);

create table scans (
  tenant text not null,
  parcel uuid not null,
  dedupe bytea not null,
  instant timestamptz not null,
  assumed boolean not null,
  local_time timestamp not null,
  precision text not null,
  zone text,
  sequence bigint,
  code text,
  milestone text,
  status text,
  reason jsonb,
  action jsonb,
  source text not null,
  received_at timestamptz not null,
  sealed bytea not null,
  primary key (tenant, parcel, dedupe)
);

-- What follows is neither raw nor derived: links, sessions, keys, the outbox.
create table links (
  tenant text not null references tenants,
  digest bytea not null,
  order_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant, digest)
);
create unique index on links (digest);

create table sessions (
  tenant text not null references tenants,
  digest bytea not null,
  level text not null,
  orders uuid[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant, digest)
);
create unique index on sessions (digest);

create table api_keys (
  tenant text not null references tenants,
  id uuid not null,
  digest bytea not null,
  name text not null,
  hint text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant, id)
);
create unique index on api_keys (digest);

create table idempotency (
  tenant text not null references tenants,
  digest bytea not null,
  request bytea not null,
  status integer,
  sealed bytea,
  created_at timestamptz not null,
  held_at timestamptz not null,
  primary key (tenant, digest)
);
create index on idempotency (tenant, created_at);

create table outbox (
  tenant text not null references tenants,
  seq bigint generated always as identity,
  key uuid not null,
  partition smallint not null,
  kind text not null,
  body jsonb not null,
  created_at timestamptz not null,
  attempts integer not null default 0,
  next_at timestamptz,
  last_error text,
  done_at timestamptz,
  dead_at timestamptz,
  primary key (tenant, seq)
);
create index on outbox (tenant, partition, seq) where done_at is null and dead_at is null;
create index on outbox (tenant, dead_at) where dead_at is not null;

create table effects (
  tenant text not null,
  seq bigint not null,
  consumer text not null,
  primary key (tenant, seq, consumer),
  foreign key (tenant, seq) references outbox on delete cascade
);

-- Row-level security, forced on every table with tenant data.
do $$
declare t text;
begin
  foreach t in array array['shops', 'persons', 'person_indexes', 'envelopes', 'raw_slices', 'orders', 'order_lines',
    'order_lookups', 'parcels', 'shipments', 'shipment_lines', 'scans', 'links', 'sessions', 'api_keys', 'idempotency',
    'outbox', 'effects'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenant on tenants to :app using (id = current_setting('whereabouts.tenant', true));
create policy provision on tenants to :owner using (true) with check (true);

grant select on meta, tenants to :app;
grant select, insert on envelopes to :app;
-- Raw slices are never rewritten, but for one thing: what belonged to nobody is sealed anew once its person is known.
grant select, insert, update (person, sealed) on raw_slices to :app;
grant select, insert, update, delete on shops, persons, person_indexes, orders, order_lines, order_lookups, parcels,
  shipments, shipment_lines, scans, links, sessions, api_keys, idempotency, outbox, effects to :app;

-- The functions that find a tenant before one is known. They belong to a role that can read these columns and nothing else.
create policy lookup on links for select to :lookup using (true);
create policy lookup on sessions for select to :lookup using (true);
create policy lookup on api_keys for select to :lookup using (true);
create policy lookup on tenants for select to :lookup using (true);
grant select (tenant, digest) on links to :lookup;
grant select (tenant, digest) on sessions to :lookup;
grant select (tenant, digest) on api_keys to :lookup;
grant select (id) on tenants to :lookup;

create function tenant_of_link(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from links where digest = $1';
create function tenant_of_session(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from sessions where digest = $1';
create function tenant_of_api_key(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from api_keys where digest = $1';
create function tenant_ids() returns setof text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select id from tenants order by id';
alter function tenant_of_link(bytea) owner to :lookup;
alter function tenant_of_session(bytea) owner to :lookup;
alter function tenant_of_api_key(bytea) owner to :lookup;
alter function tenant_ids() owner to :lookup;
revoke execute on function tenant_of_link(bytea), tenant_of_session(bytea), tenant_of_api_key(bytea), tenant_ids() from public;
grant execute on function tenant_of_link(bytea), tenant_of_session(bytea), tenant_of_api_key(bytea), tenant_ids() to :app, :jobs;
