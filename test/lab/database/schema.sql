create role app login password 'app-secret';
create role reports login password 'reports-secret';
create role probe login password 'probe-secret';
grant pg_monitor to probe;
create database shop owner app;
\connect shop
set role app;
create table products (id serial primary key, name text not null, cents integer not null);
insert into products (name, cents) select 'Product ' || n, 100 + n * 7 from generate_series(1, 200) n;
create table visits (id bigserial primary key, page text not null, at timestamptz not null default now());
grant select on products, visits to reports;
