import { afterEach, describe, expect, test } from 'vitest';
import { maxLabelValues } from './meters.ts';
import { createMetrics, type Metrics } from './metrics.ts';

const open: Metrics[] = [];
const metricsForTest = () => {
  const metrics = createMetrics({ samplerDeadlineMs: 50 });
  open.push(metrics);
  return metrics;
};
afterEach(() => {
  for (const metrics of open.splice(0)) metrics.close();
});

describe('metrics', () => {
  test('the page is Prometheus text with the documented names', async () => {
    const metrics = metricsForTest();
    metrics.httpRequests.add({ route: '/api/v1/task', method: 'POST', status: '2xx' });
    metrics.httpDuration.observe({ route: '/api/v1/task', method: 'POST', status: '2xx' }, 0.004);
    metrics.ledgerCaptured.add({}, 40_000);
    metrics.dispatchLatency.observe({}, 0.002);
    const { contentType, body } = await metrics.render();
    expect(contentType).toContain('text/plain');
    expect(body).toContain('polymuse_http_requests_total{route="/api/v1/task",method="POST",status="2xx"} 1');
    expect(body).toContain('polymuse_http_request_duration_seconds_bucket{le="0.005",route="/api/v1/task"');
    expect(body).toContain('polymuse_ledger_captured_points_total 40000');
    expect(body).toContain('polymuse_dispatch_latency_seconds_bucket{le="0.0025"} 1');
    expect(body).toMatch(/polymuse_event_loop_delay_seconds\{quantile="0.99"\} [\d.e-]+/);
    expect(body).toContain('process_resident_memory_bytes');
    for (const name of body.matchAll(/^# TYPE (\S+)/gm)) expect(name[1]).toMatch(/^(polymuse|process|nodejs)_/);
  });

  test('two servers in one process do not share numbers', async () => {
    const [one, other] = [metricsForTest(), metricsForTest()];
    one.leaseExpired.add({}, 3);
    expect((await one.render()).body).toContain('polymuse_lease_expired_total 3');
    expect((await other.render()).body).toContain('polymuse_lease_expired_total 0');
  });

  test('a flood of label values ends in "other" and long ones are cut', async () => {
    const metrics = metricsForTest();
    for (let index = 0; index < maxLabelValues + 50; index += 1) {
      metrics.ssrfRefused.add({ reason: `${index}-${'x'.repeat(500)}` });
    }
    const { body } = await metrics.render();
    const series = body.split('\n').filter((line) => line.startsWith('polymuse_ssrf_refused_total{'));
    expect(series).toHaveLength(maxLabelValues + 1);
    expect(series).toContain('polymuse_ssrf_refused_total{reason="other"} 50');
    expect(Math.max(...series.map((line) => line.length))).toBeLessThan(120);
  });

  test('a counter never falls and a broken figure breaks nothing', async () => {
    const metrics = metricsForTest();
    metrics.ledgerCaptured.add({}, 5);
    metrics.ledgerCaptured.add({}, -3);
    metrics.ledgerCaptured.add({}, Number.NaN);
    metrics.webhookDelay.observe({}, Number.NaN);
    metrics.webhookDelay.observe({}, -1);
    const { body } = await metrics.render();
    expect(body).toContain('polymuse_ledger_captured_points_total 5');
    expect(body).toContain('polymuse_webhook_delay_seconds_count 1');
  });

  test('samplers run before each scrape; one that fails or hangs is counted and stops nobody', async () => {
    const metrics = metricsForTest();
    let depth = 6;
    metrics.addSampler(({ queueDepth }) => {
      depth += 1;
      queueDepth.set({ queue: 'tasks' }, depth);
    });
    metrics.addSampler(() => {
      throw new Error('database away');
    });
    metrics.addSampler(() => new Promise(() => {}));
    expect((await metrics.render()).body).toContain('polymuse_queue_depth{queue="tasks"} 7');
    const { body } = await metrics.render();
    expect(body).toContain('polymuse_queue_depth{queue="tasks"} 8');
    expect(body).toContain('polymuse_sampler_failures_total 4');
  });

  test('a blocked event loop shows in its delay', async () => {
    const metrics = metricsForTest();
    await metrics.render();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const until = performance.now() + 150;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { body } = await metrics.render();
    const worst = Number(/polymuse_event_loop_delay_seconds\{quantile="1"\} (\S+)/.exec(body)?.[1]);
    expect(worst).toBeGreaterThan(0.1);
  });
});
