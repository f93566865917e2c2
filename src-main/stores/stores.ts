/**
 * What survives a crash, as the rest of the program sees it: four SQLite files, the backups folder and the journal. Types
 * only; `open-stores.ts` makes one. Every call is synchronous and touches one row or one bounded page. Exactly one process
 * owns a data folder for writing; readers may open it beside the owner.
 */
import type { IdempotencyStore } from './idempotency-store.ts'
import type { ArchiveSizes } from './journal-compaction.ts'
import type { JournalHead } from './journal-signature.ts'
import type { Retention } from './retention.ts'
import type { JournalRecord } from '../../src-shared/api/contract.ts'
import type {
  CandidateDetail,
  CandidateRow,
  CandidateState,
  Decision,
  FileChange,
  Proposal,
  Rollback,
} from '../../src-shared/domain/candidate.ts'
import type { Evidence, Risk, Verdict } from '../../src-shared/domain/evidence.ts'
import type { Baseline, Interval, Sample } from '../../src-shared/domain/metric.ts'
import type { Opportunity, ProposalHint } from '../../src-shared/domain/opportunity.ts'
import type { KeptEdit } from '../../src-shared/domain/kept-edit.ts'
import type { LineComment, TrialSummary } from '../../src-shared/domain/review.ts'
import type { Session } from '../../src-shared/domain/session.ts'
import type { ArchiveFile } from '../../src-shared/domain/upkeep.ts'
import type { RefusalCode, Refused } from '../../src-shared/errors.ts'
import type { Complexity } from '../languages/javascript/complexity.ts'
import type { Clock, RandomBytes } from '../platform/ports.ts'

export interface StoreOptions {
  readonly access: 'read' | 'write'
  /** Shown to whoever is refused because this one owns the folder: `asis serve`. */
  readonly owner: string
  readonly clock: Clock
  /** For ids; the operating system's random numbers when absent. */
  readonly random?: RandomBytes
  /** Of archive files of the journal; smaller in tests. */
  readonly archiveSizes?: ArchiveSizes
  /** Told after the row is durable. */
  readonly onJournal?: (record: StoredRecord) => void
  readonly onCandidate?: (projectId: string, id: string) => void
  /** What a change adds to the complexity of its files; not kept when absent. */
  readonly complexityOf?: (files: readonly FileChange[]) => Complexity
}

/** `asis_self_modification.db` */
export interface SampleStore {
  /** @throws AsisError for values that are not finite numbers. */
  append(projectId: string, metricId: string, samples: readonly Sample[]): void
  /**
   * At most `points` samples in [fromMs, toMs], oldest first; where there are more, minimum and maximum of each step, each a real sample at
   * its own time. Where there are more than 10,000, steps are whole multiples of a rollup's width, at least 5 seconds.
   */
  range(projectId: string, metricId: string, fromMs: number, toMs: number, points: number): readonly Sample[]
  /** The newest `count`, oldest first. */
  recent(projectId: string, metricId: string, count: number): readonly Sample[]
  /** The first one stays; answers what is stored. */
  setReference(projectId: string, metricId: string, value: number, nowMs: number): number
  reference(projectId: string, metricId: string): number | null
  setBaseline(projectId: string, metricId: string, baseline: Baseline): void
  baseline(projectId: string, metricId: string): Baseline | null
}
export interface Analysis {
  readonly startedMs: number
  readonly endedMs: number
  readonly opportunities: readonly Opportunity[]
}
export interface AnalysisStore {
  add(projectId: string, analysis: Analysis): void
  /** Newest first. */
  list(projectId: string, limit: number): readonly Analysis[]
}

/** Why the last measurement of a metric failed. */
export interface FailedMeasurement {
  readonly code: RefusalCode
  readonly message: string
  readonly next: string
  readonly tMs: number
}
export interface FailedMeasurementStore {
  put(projectId: string, metricId: string, failed: FailedMeasurement): void
  get(projectId: string, metricId: string): FailedMeasurement | null
  /** When it was measured again. */
  remove(projectId: string, metricId: string): void
}

/** A hint as it was found; whether it was tried is asked each time it is shown. */
export type FoundHint = Omit<ProposalHint, 'triedBefore'> & { readonly diffSha256: string }
export interface Look {
  /** Of paths and hashes of all files that the generators saw. */
  readonly filesSha256: string
  readonly hints: readonly FoundHint[]
}
export interface LookStore {
  /** Replaces what was found for this metric before. */
  put(projectId: string, metricId: string, look: Look, nowMs: number): void
  get(projectId: string, metricId: string): Look | null
}

/** `asis_code_generation.db` */
export interface NewCandidate {
  readonly proposal: Proposal
  readonly metricId: string
  readonly metricTitle: string
  readonly unit: string
  readonly sessionId: string | null
}
export interface CandidateSummary {
  readonly id: string
  readonly projectId: string
  readonly sessionId: string | null
  readonly metricId: string
  readonly metricTitle: string
  readonly unit: string
  readonly state: CandidateState
  readonly title: string
  readonly shortName: string
  readonly generator: Proposal['generator']
  readonly rule: string
  readonly paths: readonly string[]
  readonly diffSha256: string
  readonly createdMs: number
  readonly updatedMs: number
  readonly note: string
}
export interface StoredCandidate extends CandidateSummary {
  readonly proposal: Proposal
  /** Made by `diffOf(proposal.files)`; its SHA-256 is what an approval names. */
  readonly diff: string
}
/** Which candidates, in which order, and how far back: one page of a list. */
export interface CandidateQuery {
  /** All when null. */
  readonly states: readonly CandidateState[] | null
  readonly metricId: string | null
  /** Part of title, a path, the metric's id or title, or the rule; capital or small letters are the same. */
  readonly search: string | null
  /** Newest first: by creation, or by the newest decision (by creation where there is none yet). */
  readonly order: 'created' | 'decided'
  /** Id of the last one of the page before. */
  readonly after: string | null
  readonly limit: number
}
export interface CandidateStore {
  /** State `generated`. @throws AsisError when a text does not hash to what its change says. */
  add(projectId: string, candidate: NewCandidate, nowMs: number): StoredCandidate
  get(projectId: string, id: string): StoredCandidate | null
  /** Without the texts: cheap. */
  summary(projectId: string, id: string): CandidateSummary | null
  /** Null when there is no candidate `after` in this project. */
  page(projectId: string, query: CandidateQuery): readonly CandidateSummary[] | null
  /** The newest by creation; all states when `states` is null. */
  list(projectId: string, states: readonly CandidateState[] | null, limit: number): readonly CandidateSummary[]
  /** Ids of those with exactly this change, newest first. */
  withDiff(projectId: string, diffSha256: string): readonly string[]
  /** Ids are unique in the data folder. */
  projectOf(id: string): string | null
  /** Ids of all projects that have candidates. */
  projects(): readonly string[]
  /** Ids in these states over all projects, oldest first: for recovery. */
  inStates(states: readonly CandidateState[]): readonly { readonly projectId: string; readonly id: string }[]
  counts(projectId: string): Readonly<Record<CandidateState, number>>
  /**
   * Compare and set: false when the candidate is not in `from` any more. Callers move first and touch files after, so of
   * two clicks exactly one does the work. @throws AsisError when the transition table does not know the move.
   */
  move(projectId: string, id: string, from: CandidateState, to: CandidateState, nowMs: number, note: string): boolean
}
/** What everything in effect comes to, after one event. */
export interface HistoryTotals {
  readonly tMs: number
  /** Sum of the natural logarithms of all factors in effect. */
  readonly logGain: number
  /** Distinct functions whose rewritten version is in effect. */
  readonly functions: number
  /** Decisions by policies so far. */
  readonly autonomous: number
  /**
   * What all of them together added to the sum of the cyclomatic numbers and to the number of functions, counted from the first event for which it is known;
   * null before that.
   */
  readonly complexity: Complexity | null
}
export interface HistoryStore {
  /** Oldest first; at most `points`, evenly chosen, the last one always among them. */
  totals(projectId: string, points: number): readonly HistoryTotals[]
}
export interface RuleOutcome {
  readonly rule: string
  readonly generator: Proposal['generator']
  readonly candidateId: string
  readonly verdict: Verdict
  /** Factor, above 1 is better; null when it was not measured. */
  readonly gain: number | null
}
export interface RuleStatistic {
  readonly rule: string
  readonly generator: Proposal['generator']
  readonly tried: number
  readonly improved: number
  /** Geometric mean of the gains of the improved ones; null when there are none. */
  readonly gain: number | null
}
export interface RuleStore {
  /** One outcome per candidate; a second one replaces the first. */
  record(projectId: string, outcome: RuleOutcome, nowMs: number): void
  list(projectId: string): readonly RuleStatistic[]
  /** What the newest 200 trials of a rule measured, whatever came out; those that changed behaviour are left out. */
  gains(projectId: string, rule: string): readonly number[]
}

/** `asis_safe_implementation.db` */
export interface EvidenceSummary {
  readonly verdict: Verdict
  readonly improvement: Interval | null
  readonly risk: Risk
  readonly score: number
}
export interface EvidenceStore {
  /** Of a trial that has just ended. Replaces the evidence of an earlier one, whose summary stays in `TrialStore`. */
  put(projectId: string, candidateId: string, evidence: Evidence, nowMs: number): void
  get(projectId: string, candidateId: string): Evidence | null
  summary(projectId: string, candidateId: string): EvidenceSummary | null
  /** Of those that have evidence, by id: one query for a page. */
  summaries(projectId: string, candidateIds: readonly string[]): ReadonlyMap<string, EvidenceSummary>
}
/** Every finished trial, also those whose evidence a later one replaced. `EvidenceStore.put` adds one. */
export interface TrialStore {
  /** Its number: the evidence is the one of this trial. */
  newest(projectId: string, candidateId: string): number | null
  /** Newest first. */
  list(projectId: string, candidateId: string): readonly TrialSummary[]
}
export interface CommentStore {
  add(projectId: string, candidateId: string, comment: LineComment): void
  /** False when there is none with this id on this candidate. */
  remove(projectId: string, candidateId: string, commentId: string): boolean
  /** Oldest first. */
  list(projectId: string, candidateId: string): readonly LineComment[]
  /** Of the whole project, newest first. */
  recent(projectId: string, limit: number): readonly (LineComment & { readonly candidateId: string })[]
}
/** Where a candidate comes from that no generator proposed as it is. */
export interface Origin {
  readonly id: string
  /** Indexes of the chosen hunks. */
  readonly hunks: readonly number[]
}
export interface OriginStore {
  /** Remembered once, when the candidate is made. */
  setPartOf(projectId: string, candidateId: string, whole: Origin): void
  partOf(projectId: string, candidateId: string): Origin | null
}
export interface DecisionOnTrial extends Decision {
  /** Number of the trial whose evidence was seen; null where that was not noted. */
  readonly trial: number | null
}
export interface DecisionStore {
  add(projectId: string, candidateId: string, decision: Decision, trial?: number | null): void
  /** Newest first. */
  list(projectId: string, candidateId: string): readonly Decision[]
  /** Newest first. */
  withTrials(projectId: string, candidateId: string): readonly DecisionOnTrial[]
  /** The newest one of each that has any, by id: one query for a page. */
  newest(projectId: string, candidateIds: readonly string[]): ReadonlyMap<string, Decision>
}
export interface ModifiedFile {
  readonly path: string
  readonly beforeSha256: string
  readonly afterSha256: string
  /** Permission bits before the change. */
  readonly mode: number
}
export interface Modification {
  readonly candidateId: string
  /** Order of application in the data folder. */
  readonly seq: number
  readonly title: string
  readonly appliedMs: number
  readonly files: readonly ModifiedFile[]
}
/** Says which files were changed in which order. Whether a change is still in effect is the candidate's state and nothing else. */
export interface ModificationStore {
  /** Applying again (after a return to review) replaces the row and gets a new place in the order. */
  add(projectId: string, modification: Omit<Modification, 'seq'>): void
  remove(projectId: string, candidateId: string): void
  get(projectId: string, candidateId: string): Modification | null
  /** Newest first. */
  list(projectId: string, limit: number): readonly Modification[]
  /** Those applied after this one that touched one of its files, newest first, in effect or not. */
  laterTouching(projectId: string, candidateId: string): readonly Modification[]
  /** Those applied after this place in the order that touched this file, newest first, in effect or not. */
  touchingAfter(projectId: string, path: string, seq: number): readonly Modification[]
}
/** What a rollback was about to do, written before the first file is touched: recovery reads it. */
export interface RollbackPlan {
  readonly by: string
  readonly reason: string
  /** `nowSha256` null: the file is missing. */
  readonly files: readonly {
    readonly path: string
    readonly nowSha256: string | null
    readonly restoredSha256: string
    readonly mode: number
  }[]
  readonly tMs: number
  /** Part of this batch: several modifications that are taken back as one. */
  readonly batch?: string
  /** Of a batch itself: its candidates, newest first. */
  readonly ids?: readonly string[]
}
export interface RollbackStore {
  put(projectId: string, candidateId: string, plan: RollbackPlan): void
  get(projectId: string, candidateId: string): RollbackPlan | null
  /** By whom, why and when, of those that have a plan, by id: one query for a page. */
  summaries(projectId: string, candidateIds: readonly string[]): ReadonlyMap<string, Rollback>
}
export type WatchStatus = 'none' | 'running' | 'fine' | 'degraded' | 'unclear'
export interface Watch {
  readonly candidateId: string
  readonly status: WatchStatus
  readonly detail: string
  /** Whatever the watch needs to go on after a restart; JSON. */
  readonly data: unknown
  /** When something is to be done next; null: it has ended, or waits for a person. */
  readonly nextMs: number | null
  /** A person is asked to decide. */
  readonly asks: boolean
  readonly updatedMs: number
}
export interface WatchStore {
  put(projectId: string, watch: Watch): void
  get(projectId: string, candidateId: string): Watch | null
  /** Newest first; all when `statuses` is null. */
  list(projectId: string, statuses: readonly WatchStatus[] | null): readonly Watch[]
  /** Those with something to be done, soonest first. */
  toGoOn(projectId: string): readonly Watch[]
  /** Those that wait for a person, newest first; also of candidates that are not in effect any more. */
  asking(projectId: string): readonly Watch[]
}
export interface BackupStore {
  /** Content-addressed, durable when it returns. Answers the SHA-256. */
  put(projectId: string, candidateId: string, path: string, bytes: Uint8Array, nowMs: number): string
  /** Verified on every read. @throws AsisError `backup-corrupt` when it is missing or is not what its name says. */
  read(sha256: string): Buffer
  /** Newest first. */
  list(
    projectId: string,
    candidateId: string,
  ): readonly { readonly sha256: string; readonly path: string; readonly bytes: number; readonly tMs: number }[]
  /** Removes what a crash left half written. */
  sweep(): void
}
export interface StoredEdit extends Pick<KeptEdit, 'id' | 'candidateId' | 'path' | 'sha256' | 'bytes' | 'tMs' | 'cause'> {
  readonly projectId: string
  /** Permission bits that the file had. */
  readonly mode: number
  /** Place of the newest modification of then in the order of all. */
  readonly afterSeq: number
}
export interface NewEdit extends Pick<StoredEdit, 'candidateId' | 'path' | 'mode' | 'cause'> {
  readonly bytes: Uint8Array
}
/** What an operator had in a file when ASIS was told to replace it. The bytes are read from `BackupStore`. */
export interface KeptEditStore {
  /** Durable when it returns. The same bytes of the same file and change are kept once, as of the last time. */
  keep(projectId: string, edit: NewEdit, nowMs: number): void
  /** Ids are unique in the data folder. */
  get(id: string): StoredEdit | null
  /** The newest ones, newest first; of all projects where null. */
  list(projectId: string | null): readonly StoredEdit[]
  /** That were in the way of one change, or of restoring one of them; newest first. */
  ofChange(projectId: string, candidateId: string): readonly StoredEdit[]
  /** Whether these bytes of this file are held: kept, or before or after a modification. */
  isKnown(projectId: string, path: string, sha256: string): boolean
}

/** `asis_self_modification_master.db` */
export interface JournalEntry {
  /** Empty for what concerns the data folder as a whole. */
  readonly projectId: string
  /** `apply`, `rollback`, `approve`, `session` ... */
  readonly action: string
  /** Mostly a candidate or session id. */
  readonly subject: string
  /** A sentence for the reader. No secrets, no source text. */
  readonly detail: string
}
/** `projectId` is part of what is hashed. */
export type StoredRecord = JournalRecord & { readonly projectId: string }
export interface OpenIntent {
  readonly seq: number
  readonly projectId: string
  readonly action: string
  readonly subject: string
}
/** Lets others in between two pieces of long work. False: end it here, leaving everything whole. */
export type Pause = () => Promise<boolean>
export interface JournalCheck {
  readonly ok: boolean
  readonly records: number
  readonly firstBad: number | null
  readonly detail: string
}
export interface RecordFilter {
  readonly kinds?: readonly JournalRecord['kind'][] | undefined
  /** Part of action, subject or detail; capital or small letters are the same. */
  readonly search?: string | undefined
}
export interface Journal {
  append(kind: Exclude<JournalRecord['kind'], 'intent' | 'outcome'>, entry: JournalEntry, nowMs: number): StoredRecord
  /** Before an effect. Stays open until its outcome is written. */
  intent(entry: JournalEntry, nowMs: number): StoredRecord
  /** Closes an intent. */
  outcome(intentSeq: number, detail: string, nowMs: number): StoredRecord
  openIntents(): readonly OpenIntent[]
  /** Newest first; of one project and the data folder itself, or of all when `projectId` is null. */
  list(projectId: string | null, beforeSeq: number | null, limit: number, filter?: RecordFilter): readonly StoredRecord[]
  /**
   * Of all projects, oldest first, from this sequence number on, in the archive too.
   * @throws AsisError `store-corrupt` when a file of the archive that is needed for it is missing or was changed.
   */
  from(seq: number, limit: number): readonly StoredRecord[]
  /** Files that hold the oldest records, oldest first. `list` does not look into them. */
  archives(): readonly ArchiveFile[]
  /** How many records are older than this and may leave the database now. */
  archivable(beforeMs: number): number
  /**
   * Moves them into archive files, in pieces of a few milliseconds; `pause` answers false to end it early. The whole chain is checked first, and
   * nothing is moved when anything is wrong with it.
   */
  archive(beforeMs: number, nowMs: number, pause: Pause): Promise<{ readonly records: number; readonly files: number } | Refused>
  /** Signs the last record's proof and what is kept about archive files anew, after a copy from another machine was found whole. */
  adoptArchives(): void
  /** Reads the whole chain and names the first record that was changed, is missing, out of order, or cut off at the end. */
  verify(): JournalCheck
  /** The same in pieces of a few milliseconds with a pause after each; what is added meanwhile is not looked at. */
  verifyInPieces(pause: () => Promise<void>): Promise<JournalCheck>
}
export interface SessionStore {
  put(projectId: string, session: Session): void
  get(projectId: string, id: string): Session | null
  /** Newest first. */
  list(projectId: string, limit: number): readonly Session[]
  /** Of all projects, for recovery. */
  running(): readonly { readonly projectId: string; readonly session: Session }[]
}
export interface SettingsStore {
  /** JSON value or null. `projectId` empty: of the data folder. */
  get(projectId: string, key: string): unknown
  set(projectId: string, key: string, value: unknown, nowMs: number): void
}

/** Rows as the API shows them: candidate, evidence, decision and watch put together. */
/** Which approvals count depends on settings and on who asks. */
export type StoredDetail = Omit<CandidateDetail, 'approvals'>
export interface CandidateViews {
  row(projectId: string, id: string): CandidateRow | null
  /** The newest by creation. */
  rows(projectId: string, states: readonly CandidateState[] | null, limit: number): readonly CandidateRow[]
  /** Null when there is no candidate `after`. */
  page(projectId: string, query: CandidateQuery): readonly CandidateRow[] | null
  detail(projectId: string, id: string): StoredDetail | null
}

export interface Stores {
  readonly home: string
  readonly access: 'read' | 'write'
  readonly samples: SampleStore
  readonly analyses: AnalysisStore
  readonly looks: LookStore
  readonly failedMeasurements: FailedMeasurementStore
  readonly candidates: CandidateStore
  readonly history: HistoryStore
  readonly rules: RuleStore
  readonly evidence: EvidenceStore
  readonly decisions: DecisionStore
  readonly trials: TrialStore
  readonly comments: CommentStore
  readonly origins: OriginStore
  readonly modifications: ModificationStore
  readonly rollbacks: RollbackStore
  readonly watches: WatchStore
  readonly backups: BackupStore
  readonly edits: KeptEditStore
  readonly retention: Retention
  readonly journal: Journal
  /** Of the journal; holds the key that signs. */
  readonly head: JournalHead
  readonly sessions: SessionStore
  readonly settings: SettingsStore
  readonly idempotency: IdempotencyStore
  readonly views: CandidateViews
  /** `c_`, `s_` or `n_` (a comment) and ten characters nobody can guess. */
  newId(prefix: 'c' | 's' | 'n' | 'e'): string
  close(): void
}
