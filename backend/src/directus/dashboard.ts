import type { Label, Language } from './description.ts';
import type { Metadata } from './wanted-metadata.ts';

const DASHBOARD_ID = '7a55e2e1-0001-4000-8000-000000000001';

interface Panel {
  readonly number: number;
  readonly name: Label;
  readonly icon: string;
  readonly type: string;
  /** x, y, width, height, in Directus' grid. */
  readonly at: readonly [number, number, number, number];
  readonly options: Metadata;
  readonly color?: string;
}

const SINCE = { completed_at: { _gte: '$NOW(-30 days)' } };

const panels: readonly Panel[] = [
  {
    number: 1,
    name: { fr: 'Grains terminés par jour', en: 'Grains finished per day' },
    icon: 'task_alt',
    type: 'time-series',
    at: [1, 1, 34, 14],
    options: {
      collection: 'progress',
      function: 'count',
      valueField: 'id',
      dateField: 'completed_at',
      precision: 'day',
      range: '1 month',
      color: '#6644FF',
      fillType: 'gradient',
      curveType: 'smooth',
      min: 0,
      decimals: 0,
    },
  },
  {
    number: 2,
    name: { fr: 'Apprenants', en: 'Learners' },
    icon: 'person',
    type: 'metric',
    at: [36, 1, 12, 7],
    options: { collection: 'users', field: 'id', function: 'count' },
  },
  {
    number: 3,
    name: { fr: 'Grains terminés en 30 jours', en: 'Grains finished in 30 days' },
    icon: 'done_all',
    type: 'metric',
    at: [36, 8, 12, 7],
    options: { collection: 'progress', field: 'id', function: 'count', filter: SINCE },
  },
  {
    number: 4,
    name: { fr: 'Grains terminés par module', en: 'Grains finished per module' },
    icon: 'book',
    type: 'bar-chart',
    at: [1, 15, 23, 14],
    options: {
      collection: 'progress',
      xAxis: 'module_id',
      yAxis: 'id',
      function: 'count',
      horizontal: true,
      color: '#2ECDA7',
      showAxisLabels: 'both',
      showDataLabel: true,
      decimals: 0,
    },
  },
  {
    number: 5,
    name: { fr: 'Notes en attente', en: 'Waiting grades' },
    icon: 'schedule_send',
    type: 'metric',
    at: [25, 15, 11, 7],
    options: { collection: 'grade_outbox', field: 'id', function: 'count', filter: { state: { _eq: 'due' } } },
    color: '#FFA439',
  },
  {
    number: 6,
    name: { fr: 'Notes refusées', en: 'Refused grades' },
    icon: 'error',
    type: 'metric',
    at: [25, 22, 11, 7],
    options: { collection: 'grade_outbox', field: 'id', function: 'count', filter: { state: { _eq: 'dead' } } },
    color: '#E35169',
  },
  {
    number: 7,
    name: { fr: 'Appels de l’API par clé, 30 jours', en: 'API calls by key, 30 days' },
    icon: 'vpn_key',
    type: 'metric-list',
    at: [37, 15, 11, 14],
    options: {
      collection: 'sync_logs',
      groupByField: 'api_key_id',
      aggregateField: 'id',
      aggregateFunction: 'count',
      sortDirection: 'desc',
      limit: 8,
      filter: { _and: [{ created_at: { _gte: '$NOW(-30 days)' } }, { api_key_id: { _nnull: true } }] },
    },
  },
];

/** The dashboard, and its panels, with ids of their own so that a second installation finds them. */
export function dashboardMetadata(language: Language): { dashboard: Metadata; panels: Metadata[] } {
  return {
    dashboard: {
      id: DASHBOARD_ID,
      name: language === 'fr' ? 'Suivi du mini-site' : 'The site at a glance',
      icon: 'space_dashboard',
      note: language === 'fr' ? 'Installé par Passerelle' : 'Installed by Passerelle',
    },
    panels: panels.map(({ number, name, icon, type, at: [x, y, width, height], options, color }) => ({
      id: `7a55e2e1-0002-4000-8000-${String(number).padStart(12, '0')}`,
      dashboard: DASHBOARD_ID,
      name: name[language],
      icon,
      color: color ?? null,
      type,
      show_header: true,
      position_x: x,
      position_y: y,
      width,
      height,
      options,
    })),
  };
}
