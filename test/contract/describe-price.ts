import { expect, it } from 'vitest';
import { pricePoints as catalogPoints, POINTS_PER_USD } from '../../src/catalog/price.ts';
import type { PriceExample } from './family-page.ts';
import { measureOf, type PricePoint, pageUsd, pricePoints, unitsOf } from './page-price.ts';
import type { Subject } from './subject.ts';

/** At least as many prices of each task are compared. */
const FEWEST_POINTS = 3;
/** The page holds the output alone; the videos given are held, and charged, as at most this long (docs/decisions/0011). */
const SEEDANCE_REFERENCE_SECONDS = 15;

/** The page's examples, and its rule at many more points, against what the catalogue charges and holds. */
export function describePrice(subject: Subject): void {
  const { task, taskType, accept, outcome } = subject;
  const { price } = task;
  const charged = ({ input, measured, origin, serviceMode }: PricePoint): number =>
    catalogPoints(
      taskType.price,
      { input, ...(origin ? { origin } : {}), ...(serviceMode === undefined ? {} : { serviceMode }) },
      measured,
    );

  it.each(price.examples)('costs US$ $usd for $input', (example) => {
    const { origin } = example;
    const measured = measuredOf(example);
    const point = {
      input: accept(example.input),
      ...(measured === undefined ? {} : { measured }),
      ...(origin ? { origin } : {}),
    };
    expect(charged(point)).toBe(toPoints(example.usd));
    expect(toPoints(pageUsd(price, point).usd)).toBe(toPoints(example.usd));
    if ('units' in example) {
      expect(unitsOf(price, price.per, measureOf(price)?.units(point.input, measured))).toBe(example.units);
    }
  });

  it('costs what the rule says wherever it makes a difference, and never more than is held', () => {
    const merged = Object.assign({}, subject.base, ...subject.otherBases);
    const points = pricePoints(task, [subject.base, ...subject.otherBases, merged]).flatMap((point) => {
      const input = outcome(point.input);
      return typeof input === 'string' ? [] : [{ ...point, input }];
    });
    const rows = new Set<number>();
    for (const point of points) {
      const { usd, row } = pageUsd(price, point);
      rows.add(row);
      expect(charged(point), JSON.stringify(point)).toBe(toPoints(usd));
      const { measured: _unknown, ...before } = point;
      expect(charged(point)).toBeLessThanOrEqual(charged(before));
    }
    expect(points.length + price.examples.length).toBeGreaterThanOrEqual(FEWEST_POINTS);
    for (const row of price.table?.keys() ?? []) expect(rows, `row ${row} of the table`).toContain(row);
  });

  if (measureOf(price)?.isMeasured) {
    // Where the page names no most, the catalogue does: no task may cost more than what was held for it
    // (docs/decisions/0011).
    it('is charged at most what is held, however much is measured', () => {
      for (const smallest of [subject.base, ...subject.otherBases]) {
        const input = accept(smallest);
        expect(charged({ input, measured: 1_000_000 })).toBe(charged({ input }));
      }
    });
  }

  const { max_units } = price;
  if (max_units !== undefined && measureOf(price)?.isMeasured) {
    it(`holds the price of ${max_units} ${price.per}s while nothing is measured`, () => {
      const input = accept(subject.base);
      expect(charged({ input })).toBe(toPoints(pageUsd(price, { input, measured: max_units }).usd));
    });
  }

  if (price.measure?.includes('video_urls')) {
    it(`holds ${SEEDANCE_REFERENCE_SECONDS} seconds more than the output while its videos are not measured`, () => {
      const input = accept({ ...subject.base, video_urls: ['https://media.example.com/in/a.mp4'] });
      const measured = Number(input.duration) + SEEDANCE_REFERENCE_SECONDS;
      expect(charged({ input })).toBe(toPoints(pageUsd(price, { input, measured }).usd));
    });
  }
}

const toPoints = (usd: number): number => Math.ceil(Number((usd * POINTS_PER_USD).toFixed(4)));

const measuredOf = ({ measured_seconds, measured_frames, measured_megapixels }: PriceExample): number | undefined =>
  measured_seconds ?? measured_frames ?? measured_megapixels;
