-- Conversations have a key of their own, wrapped by the person's once known; until then by the tenant's.

create table conversations (
  tenant text not null references tenants,
  id uuid not null,
  person uuid,
  wrapped_key bytea not null,
  -- the session whose shopper it is and which holds what they proved; nobody else may read it
  session bytea not null,
  order_id uuid,
  state text not null,
  level text not null,
  sealed bytea not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, person) references persons
);
create index on conversations (tenant, changed_at, id);
create index on conversations (tenant, session);

create table messages (
  tenant text not null,
  conversation uuid not null,
  position integer not null,
  id uuid not null,
  by text not null,
  at timestamptz not null,
  sealed bytea not null,
  primary key (tenant, conversation, position),
  foreign key (tenant, conversation) references conversations on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['conversations', 'messages'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update, delete on conversations, messages to :app;
