-- Keys by which a shop's own pages hold the chat. They are public: what binds them is the list of origins they work on.

create table shop_keys (
  tenant text not null references tenants,
  id uuid not null,
  shop text not null,
  key text not null,
  -- scheme, host and port, exactly as a browser sends them
  origins text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, shop) references shops
);
create unique index on shop_keys (key);

-- Sessions a shop's pages hold by such a key: of no use with another one.
create table widget_sessions (
  tenant text not null,
  digest bytea not null,
  shop_key uuid not null,
  primary key (tenant, digest),
  foreign key (tenant, digest) references sessions on delete cascade,
  foreign key (tenant, shop_key) references shop_keys
);

-- A door from the chat to an order's page: opened once, within moments, and no longer good than the chat's own session.
create table page_passes (
  tenant text not null references tenants,
  digest bytea not null,
  order_id uuid not null,
  level text not null,
  session_expires_at timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant, digest)
);
create unique index on page_passes (digest);

do $$
declare t text;
begin
  foreach t in array array['shop_keys', 'widget_sessions', 'page_passes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update (revoked_at) on shop_keys to :app;
grant select, insert, delete on widget_sessions, page_passes to :app;

create policy lookup on shop_keys for select to :lookup using (true);
create policy lookup on page_passes for select to :lookup using (true);
grant select (tenant, key) on shop_keys to :lookup;
grant select (tenant, digest) on page_passes to :lookup;

create function tenant_of_shop_key(text) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from shop_keys where key = $1';
create function tenant_of_page_pass(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from page_passes where digest = $1';
alter function tenant_of_shop_key(text) owner to :lookup;
alter function tenant_of_page_pass(bytea) owner to :lookup;
revoke execute on function tenant_of_shop_key(text), tenant_of_page_pass(bytea) from public;
grant execute on function tenant_of_shop_key(text), tenant_of_page_pass(bytea) to :app;
