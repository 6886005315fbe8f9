/** Today as `dim_date` counts days, in UTC on SQLite and in the session's zone on Postgres. */
const today = '(select t.day_number from dim_date t where t.date = cast(current_date as text))'

const hour = (moment: string): string => `cast(substr(${moment}, 12, 2) as integer)`
const minute = (moment: string): string => `cast(substr(${moment}, 15, 2) as integer)`

/** Hours between two moments whose days are the rows `from` and `to` of `dim_date`. */
const hoursBetween = (from: { day: string; moment: string }, to: { day: string; moment: string }): string =>
  `round((${to.day}.day_number - ${from.day}.day_number) * 24 + ${hour(to.moment)} - ${hour(from.moment)}
    + (${minute(to.moment)} - ${minute(from.moment)}) / 60.0, 1)`

/** Current work orders with the names of their places, from the dimension versions that were valid when the work order's version began. */
const currentWorkOrders = `
  select f.surrogate_key, f.work_order_id, f.version, f.number, f.status, trim(f.category) as category_name, f.type, f.priority, f.source,
    f.portfolio_id, f.building_id, f.unit_id, f.lease_id, f.requester_id, f.vendor_id, f.portfolio_key, f.building_key, f.unit_key, f.tenant_key,
    f.vendor_key, f.created_date_key, f.completed_date_key, f.created_at, f.start_date, f.scheduled_end_date, f.completed_at,
    f.cost_estimate_cents, f.total_cost_cents, f.valid_from, p.abbreviation as portfolio, b.name as building, coalesce(u.name, b.name) as unit,
    v.name as vendor, coalesce(s.is_open, case when f.completed_at is null then 1 else 0 end) as is_open
  from fact_work_orders f
  join dim_portfolio p on p.surrogate_key = f.portfolio_key
  join dim_building b on b.surrogate_key = f.building_key
  join dim_unit u on u.surrogate_key = f.unit_key
  join dim_vendor v on v.surrogate_key = f.vendor_key
  left join work_order_statuses s on s.status = lower(trim(f.status))
  where f.is_current = 1 and f.is_deleted = 0`

export const views: readonly string[] = [
  `create view v_work_orders as ${currentWorkOrders}`,

  // Believed versions with the step that led to each: from open to closed and back.
  `create view v_work_order_steps as
  select f.work_order_id, f.version, f.valid_from, f.status, lag(f.status) over (partition by f.work_order_id order by f.version) as previous_status,
    s.is_open, lag(s.is_open) over (partition by f.work_order_id order by f.version) as was_open
  from fact_work_orders f
  join work_order_statuses s on s.status = lower(trim(f.status))
  where f.recorded_to is null and f.is_deleted = 0`,

  `create view v_open_work_orders as
  select w.work_order_id, w.number, w.status, w.category_name as category, w.priority, w.portfolio, w.building, w.unit, w.vendor, w.created_at,
    ${today} - d.day_number as age_days,
    case when ${today} - d.day_number <= 2 then '0-2' when ${today} - d.day_number <= 7 then '3-7' when ${today} - d.day_number <= 30 then '8-30'
      when ${today} - d.day_number <= 90 then '31-90' when ${today} - d.day_number > 90 then 'over 90' end as age_band,
    m.job_number, w.portfolio_id, w.building_id, w.unit_id, w.vendor_id
  from v_work_orders w
  join dim_date d on d.date_key = w.created_date_key
  left join map_work_order_job m on m.work_order_id = w.work_order_id
  where w.is_open = 1`,

  // PropertyWare often leaves out the completed date; then the moment counts at which the work order was first seen closed after it was open.
  `create view v_time_to_complete as
  select c.work_order_id, c.number, c.category, c.priority, c.portfolio, c.building, c.unit, c.vendor, c.created_at, c.completed_at, c.completed_by,
    t.day_number - d.day_number as days, ${hoursBetween({ day: 'd', moment: 'c.created_at' }, { day: 't', moment: 'c.completed_at' })} as hours,
    c.portfolio_id, c.building_id, c.unit_id, c.vendor_id
  from (
    select w.work_order_id, w.number, w.category_name as category, w.priority, w.portfolio, w.building, w.unit, w.vendor, w.created_at, w.created_date_key,
      coalesce(w.completed_at, closed.at) as completed_at, case when w.completed_at is null then 'first seen closed' else 'PropertyWare' end as completed_by,
      w.portfolio_id, w.building_id, w.unit_id, w.vendor_id
    from v_work_orders w
    left join (
      select work_order_id, max(valid_from) as at from v_work_order_steps where is_open = 0 and was_open = 1 group by work_order_id
    ) closed on closed.work_order_id = w.work_order_id
    where w.is_open = 0 and w.created_date_key <> 0
  ) c
  join dim_date d on d.date_key = c.created_date_key
  join dim_date t on t.date = substr(c.completed_at, 1, 10)
  where c.completed_at >= c.created_at`,

  `create view v_reopened as
  select w.work_order_id, w.number, w.category_name as category, w.portfolio, w.building, w.unit, w.vendor, s.times_closed, s.times_reopened,
    case when s.times_reopened > 0 then 1 else 0 end as is_reopened, s.last_reopened_at, w.portfolio_id, w.building_id, w.unit_id, w.vendor_id
  from v_work_orders w
  join (
    select work_order_id, sum(case when is_open = 0 and coalesce(was_open, 1) = 1 then 1 else 0 end) as times_closed,
      sum(case when is_open = 1 and was_open = 0 then 1 else 0 end) as times_reopened,
      max(case when is_open = 1 and was_open = 0 then valid_from end) as last_reopened_at
    from v_work_order_steps
    group by work_order_id
  ) s on s.work_order_id = w.work_order_id
  where s.times_closed > 0`,

  `create view v_cost_per_unit as
  select w.portfolio_id, max(w.portfolio) as portfolio, w.building_id, max(w.building) as building, w.unit_id, max(w.unit) as unit,
    count(*) as work_orders, sum(w.is_open) as open_work_orders, sum(coalesce(w.total_cost_cents, 0)) as total_cost_cents,
    sum(coalesce(w.total_cost_cents, 0)) / count(*) as cost_per_work_order_cents, max(w.created_at) as last_created_at
  from v_work_orders w
  where w.unit_id is not null and w.unit_id <> ''
  group by w.portfolio_id, w.building_id, w.unit_id`,

  // Each part is added up by itself before they meet: joined row by row, a million work orders take minutes instead of seconds.
  `create view v_vendor_scorecard as
  select w.vendor_id, w.vendor, w.work_orders, w.open_work_orders, coalesce(t.completed, 0) as completed, t.hours_to_complete,
    coalesce(r.reopened, 0) as reopened, round(100.0 * r.reopened / r.closed, 1) as reopened_percent, w.total_cost_cents
  from (
    select vendor_id, max(vendor) as vendor, count(*) as work_orders, sum(is_open) as open_work_orders,
      sum(coalesce(total_cost_cents, 0)) as total_cost_cents
    from v_work_orders
    where vendor_key <> 0
    group by vendor_id
  ) w
  left join (
    select vendor_id, count(*) as completed, round(avg(hours), 1) as hours_to_complete from v_time_to_complete group by vendor_id
  ) t on t.vendor_id = w.vendor_id
  left join (
    select vendor_id, count(*) as closed, sum(is_reopened) as reopened from v_reopened group by vendor_id
  ) r on r.vendor_id = w.vendor_id`,

  // Work orders for a unit that had one of the same category in the 30 days before.
  `create view v_repeat_visits as
  select r.work_order_id, r.number, r.portfolio, r.building, r.unit, r.category, r.vendor, r.created_at, r.previous_number, r.previous_created_at,
    r.day_number - r.previous_day as days_after, r.portfolio_id, r.building_id, r.unit_id, r.vendor_id
  from (
    select w.work_order_id, w.number, w.portfolio, w.building, w.unit, w.category_name as category, w.vendor, w.created_at, w.portfolio_id, w.building_id,
      w.unit_id, w.vendor_id, d.day_number, lag(d.day_number) over visits as previous_day, lag(w.number) over visits as previous_number,
      lag(w.created_at) over visits as previous_created_at
    from v_work_orders w
    join dim_date d on d.date_key = w.created_date_key
    where w.unit_id is not null and w.unit_id <> '' and d.date_key <> 0
    window visits as (partition by w.unit_id, w.category_name order by w.created_at, w.work_order_id)
  ) r
  where r.day_number - r.previous_day <= 30`,

  `create view v_held_and_blocked as
  select w.work_order_id, w.number, w.status, w.category_name as category, w.portfolio, w.building, w.unit, c.action, c.reason, c.since,
    ${today} - d.day_number as age_days, c.run_id, w.portfolio_id, w.building_id, w.unit_id
  from work_order_decisions c
  join v_work_orders w on w.work_order_id = c.work_order_id
  join dim_date d on d.date = substr(c.since, 1, 10)
  where c.action in ('hold', 'block')`,
]
