import { z } from 'zod';
import { Metric, MetricName } from '../../../metrics/metric.ts';

/** metrics.yaml: every quantity that filrouge knows, by name. */
export const MetricsFile = z
  .strictObject({ metrics: z.record(MetricName, Metric).describe('The metrics, by name') })
  .meta({ title: 'filrouge metrics', description: 'Every quantity that filrouge knows, by name' });
