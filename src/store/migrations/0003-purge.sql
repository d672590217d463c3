-- What belongs to nobody is kept for 30 days and then goes: the one deletion from raw history, so it is a function of its own.

create policy purge on raw_slices for all to :owner using (tenant = current_setting('whereabouts.tenant', true));
create policy purge on parcels for all to :owner using (tenant = current_setting('whereabouts.tenant', true));
create policy purge on scans for all to :owner using (tenant = current_setting('whereabouts.tenant', true));

create function purge_unclaimed(before timestamptz) returns integer language plpgsql security definer
  set search_path = whereabouts, pg_temp as $$
declare n integer;
begin
  delete from raw_slices where person is null and received_at < before
    and tenant = current_setting('whereabouts.tenant', true);
  get diagnostics n = row_count;
  delete from scans s using parcels p where s.tenant = p.tenant and s.parcel = p.id and p.person is null
    and p.tenant = current_setting('whereabouts.tenant', true)
    and not exists (select from raw_slices r where r.tenant = p.tenant and r.subject = p.id);
  delete from parcels p where person is null and tenant = current_setting('whereabouts.tenant', true)
    and not exists (select from raw_slices r where r.tenant = p.tenant and r.subject = p.id);
  return n;
end $$;
revoke execute on function purge_unclaimed(timestamptz) from public;
grant execute on function purge_unclaimed(timestamptz) to :app;
