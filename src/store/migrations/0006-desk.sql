-- People who answer for the shop: how they sign in, and what they were handed over.

create table agents (
  tenant text not null references tenants,
  id uuid not null,
  -- As shoppers read it; null where the shop's name stands alone.
  name text,
  created_at timestamptz not null,
  primary key (tenant, id),
  unique nulls not distinct (tenant, name)
);

-- A link that lets somebody in once; only its hash is here.
create table sign_ins (
  tenant text not null,
  digest bytea not null,
  agent uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant, digest),
  foreign key (tenant, agent) references agents
);
create unique index on sign_ins (digest);

create table desk_sessions (
  tenant text not null,
  digest bytea not null,
  agent uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant, digest),
  foreign key (tenant, agent) references agents
);
create unique index on desk_sessions (digest);

-- One row each time a conversation is given to a person. What had been tried is kept as it was then, under the conversation's key.
create table hand_overs (
  tenant text not null,
  id uuid not null,
  conversation uuid not null,
  -- of the shopper's message that led to it
  position integer not null,
  at timestamptz not null,
  reason text not null,
  level text not null,
  -- those the shopper could see at that moment
  orders uuid[] not null,
  sealed bytea not null,
  state text not null check (state in ('open', 'answered', 'returned', 'closed')),
  -- since when the shopper has been waiting for an answer of a person
  waiting_since timestamptz,
  taken_by uuid,
  first_answer_at timestamptz,
  ended_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, conversation) references conversations on delete cascade,
  foreign key (tenant, taken_by) references agents,
  check ((state = 'open') = (waiting_since is not null)),
  check ((state in ('returned', 'closed')) = (ended_at is not null))
);
create unique index on hand_overs (tenant, conversation) where state in ('open', 'answered');
create index on hand_overs (tenant, conversation, at);
create index on conversations (tenant, changed_at, id) where state = 'with_person';

do $$
declare t text;
begin
  foreach t in array array['agents', 'sign_ins', 'desk_sessions', 'hand_overs'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update, delete on agents, sign_ins, desk_sessions, hand_overs to :app;

create policy lookup on sign_ins for select to :lookup using (true);
create policy lookup on desk_sessions for select to :lookup using (true);
grant select (tenant, digest) on sign_ins to :lookup;
grant select (tenant, digest) on desk_sessions to :lookup;
create function tenant_of_sign_in(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from sign_ins where digest = $1';
create function tenant_of_desk_session(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from desk_sessions where digest = $1';
alter function tenant_of_sign_in(bytea) owner to :lookup;
alter function tenant_of_desk_session(bytea) owner to :lookup;
revoke execute on function tenant_of_sign_in(bytea), tenant_of_desk_session(bytea) from public;
grant execute on function tenant_of_sign_in(bytea), tenant_of_desk_session(bytea) to :app;
