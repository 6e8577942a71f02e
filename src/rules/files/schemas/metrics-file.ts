import { z } from 'zod';
import { Metric, MetricName } from '../../../metrics/metric.ts';

/** metrics.yaml: every quantity that filrouge knows, by name. */
export const MetricsFile = z
  .strictObject({ metrics: z.record(MetricName, Metric) })
  .meta({ title: 'filrouge metrics', description: 'Every quantity that filrouge knows, by name' });

/** The same with its entries unread, so that one bad entry does not hide the others. */
export const MetricsHead = z.strictObject({ metrics: z.record(z.string(), z.unknown()) });
