import type { Migration } from './migration.js'

const firstYear = 2000
const lastYear = 2049
const daysPerStatement = 1000
const dayMs = 86_400_000

const dayRow = (day: Date): string => {
  const date = day.toISOString().slice(0, 10)
  const month = day.getUTCMonth() + 1
  const weekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay()
  return `(${date.replaceAll('-', '')}, '${date}', ${day.getUTCFullYear()}, ${Math.ceil(month / 3)}, ${month}, ${day.getUTCDate()}, ${weekday}, ${weekday > 5 ? 1 : 0})`
}

const insertDays = (): string[] => {
  const first = Date.UTC(firstYear, 0, 1)
  const count = (Date.UTC(lastYear + 1, 0, 1) - first) / dayMs
  const rows = Array.from({ length: count }, (_, index) => dayRow(new Date(first + index * dayMs)))
  const statements: string[] = []
  for (let start = 0; start < rows.length; start += daysPerStatement) {
    statements.push(
      `insert into dim_date (date_key, date, year, quarter, month, day, iso_weekday, is_weekend) values ${rows.slice(start, start + daysPerStatement).join(', ')}`,
    )
  }
  return statements
}

/** The same rows, made by the server: a schema is there in a tenth of the time. */
const insertDaysByServer = `
  insert into dim_date (date_key, date, year, quarter, month, day, iso_weekday, is_weekend)
  select to_char(d, 'YYYYMMDD')::integer, to_char(d, 'YYYY-MM-DD'), extract(year from d)::integer, extract(quarter from d)::integer,
    extract(month from d)::integer, extract(day from d)::integer, extract(isodow from d)::integer, (extract(isodow from d) > 5)::integer
  from generate_series('${firstYear}-01-01'::timestamp, '${lastYear}-12-31'::timestamp, interval '1 day') as days (d)`

/** The days of half a century (UTC), for joins by day, month and quarter. */
export const calendar: Migration = {
  number: 3,
  name: 'calendar',
  statements: ({ name }) => [
    `create table dim_date (
      date_key integer primary key not null, date text not null unique, year integer not null, quarter integer not null, month integer not null,
      day integer not null, iso_weekday integer not null, is_weekend integer not null
    )`,
    ...(name === 'postgres' ? [insertDaysByServer] : insertDays()),
  ],
}
