/** What a statement or model of a document would scan and cost, in the shapes of the wire. */
import type { Estimates } from '../app/Estimates';
import type { EstimateRequest, StatementEstimate } from '../app/Estimator';
import type { OpenProject, Workspace } from '../app/Workspace';
import type { StatementAnalysis } from '../core/analysis/StatementAnalysis';
import { viewResolver } from '../core/plan/viewResolver';
import { bytesText, moneyText } from '../core/scan/amountText';
import { defaultRate } from '../core/scan/price';
import type * as tree from '../core/sql/tree';
import type { Estimate } from '../protocol/runs';

export interface Costs {
  readonly workspace: Workspace;
  readonly estimates: Estimates;
}

export function estimateRequest(
  { workspace }: Costs,
  node: tree.Statement,
  analysis: StatementAnalysis,
  project: OpenProject | undefined,
): EstimateRequest {
  const { snapshot } = workspace.catalog;
  const { settings } = workspace;
  return {
    node,
    analysis,
    catalog: snapshot,
    views: viewResolver(snapshot, settings.sql.dialect, project && workspace.analysisOf(project)),
    rate: { ...defaultRate, perTerabyte: settings.cost.pricePerTerabyte },
    today: Math.floor(Date.now() / 86_400_000),
  };
}

export function wireEstimate({ bytes, price, basis }: StatementEstimate): Estimate {
  const notes = basis.flatMap(({ table, notes: own }) => own.map(note => `${table}: ${note}`));
  return { currency: defaultRate.currency, notes, ...(bytes ? { bytes } : {}), ...(price ? { price } : {}) };
}

/** `≈ 1.3 GB ≈ $0.0065`; undefined bytes are said to be unknown. */
export function estimateText({ bytes, price }: StatementEstimate): string {
  if (!bytes) return 'cost unknown';
  return `≈ ${bytesText(bytes.likely)}${price ? ` ≈ ${moneyText(price.likely)}` : ''}`;
}
