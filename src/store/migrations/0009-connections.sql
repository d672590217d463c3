-- A shop system that sends us its events: where it sends them (the id is in the address) and the secret it signs them with.

create table connections (
  tenant text not null,
  id uuid not null,
  shop text not null,
  connector text not null,
  -- under the tenant's key
  sealed bytea not null,
  created_at timestamptz not null,
  received_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, shop) references shops
);
create unique index on connections (id);

alter table connections enable row level security;
alter table connections force row level security;
create policy tenant on connections to :app using (tenant = current_setting('whereabouts.tenant', true))
  with check (tenant = current_setting('whereabouts.tenant', true));
create policy lookup on connections for select to :lookup using (true);
grant select, insert, update on connections to :app;
grant select (tenant, id) on connections to :lookup;

create function tenant_of_connection(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from connections where id = encode($1, ''hex'')::uuid';
alter function tenant_of_connection(bytea) owner to :lookup;
revoke execute on function tenant_of_connection(bytea) from public;
grant execute on function tenant_of_connection(bytea) to :app, :jobs;
