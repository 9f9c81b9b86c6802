import type {
  Inspection,
  InspectionRights,
  InspectionState,
  SamplingRule,
  ScoreSheet,
  SheetAnswers,
  SheetContent,
} from '@callweave/cti-core';
import type { Abortable } from '../recordings/recordings.types.js';

/** An inspection with what whoever asks may do with it. */
export type InspectionWithRights = Inspection & { readonly can: InspectionRights };

export interface InspectionWithSheet {
  readonly inspection: InspectionWithRights;
  /** In the version that it is scored by. */
  readonly sheet: ScoreSheet;
}

export interface InspectionQuery {
  readonly state?: InspectionState | undefined;
  readonly agentId?: string | undefined;
  readonly recordingId?: string | undefined;
  /** Of one page; 1 to 200, default 50. */
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

export interface InspectionPage {
  readonly inspections: readonly InspectionWithRights[];
  /** The `after` of the next page; null at the end. */
  readonly next: string | null;
}

/** Quality inspection (REC-4): an agent reads his own, team leaders score. Every promise rejects with `CallweaveError`. */
export interface Quality {
  /** The newest version of each. */
  sheets(options?: Abortable): Promise<readonly ScoreSheet[]>;
  /** A new sheet, or a new version of it; what was scored keeps the one it was scored by. */
  saveSheet(sheetId: string, content: SheetContent): Promise<ScoreSheet>;
  /** Rules of samples by chance; like all that follows of them for team leaders and administrators. */
  rules(options?: Abortable): Promise<readonly SamplingRule[]>;
  saveRule(rule: SamplingRule): Promise<SamplingRule>;
  removeRule(ruleId: string): Promise<void>;
  /** Draws of the week that is over last, at once; resolves with how many were drawn. */
  draw(ruleId: string): Promise<number>;
  /** Newest first. */
  inspections(query?: InspectionQuery, options?: Abortable): Promise<InspectionPage>;
  inspection(inspectionId: string, options?: Abortable): Promise<InspectionWithSheet>;
  /** Begins one, or gives back the one that was begun. `agentId` is needed where several took part. */
  begin(about: { recordingId: string; sheetId: string; agentId?: string }): Promise<InspectionWithSheet>;
  save(
    inspectionId: string,
    scored: { answers: SheetAnswers; comment: string },
  ): Promise<InspectionWithSheet>;
  /** Tells the agent. Rejects with `quality.incomplete`. */
  submit(inspectionId: string): Promise<InspectionWithSheet>;
  appeal(inspectionId: string, text: string): Promise<InspectionWithSheet>;
  decide(
    inspectionId: string,
    verdict: { granted: boolean; text: string; answers?: SheetAnswers },
  ): Promise<InspectionWithSheet>;
}
