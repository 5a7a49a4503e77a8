-- The lake: one DuckDB file, `HOME/lake/lake.duckdb`, that holds what the runs under one or more logs roots say.
--
-- Everything in it can be made again from files: delete it, reconcile, and every table is the same, row for row. So
-- there is no time of reconciling in it, no counter and no path outside the home beyond what the roots need. Keys are
-- hashes of paths; tables are joined by run_key, theorem and variant. The keys stand in the comments and are not
-- declared, since an index would slow the bulk loading down; `wonton lake doctor` checks them.
--
-- Attempts (tau) count tactics tried on a goal; blocked offers are no attempts. Seconds are wall seconds and may differ
-- between two executions of the same run; nothing else here may. Every probability and rate is between 0 and 1.

-- The version of this schema: one row. A lake of an older version is migrated when it is opened for writing; one of a
-- newer version is refused.
-- key: schema_version
CREATE TABLE schema_info (
    schema_version INTEGER NOT NULL,         -- Version of the tables in this file.
);

-- Logs roots that were reconciled.
-- key: root_id
CREATE TABLE roots (
    root_id VARCHAR NOT NULL,                -- First 16 hex digits of the SHA-256 of `path`.
    path VARCHAR NOT NULL,                   -- The folder: relative to the home where it lies in it (`logs/...`), else absolute.
);

-- What reconcile last saw of a run directory, readable or not. A run whose fingerprint is the same is not read again.
-- key: run_key
CREATE TABLE scans (
    run_key VARCHAR NOT NULL,                -- First 16 hex digits of the SHA-256 of `path`.
    root_id VARCHAR NOT NULL,                -- The innermost reconciled root that contains the run.
    path VARCHAR NOT NULL,                   -- The run directory: relative to the home where it lies in it, else absolute.
    fingerprint VARCHAR NOT NULL,            -- Hash of names, sizes and times of the entries of the run directory.
    extractor INTEGER NOT NULL,              -- Version of the extractors that read it; other versions read it again.
    loaded BOOLEAN NOT NULL,                 -- Whether the run has a row in `runs`; false where its run_config.json cannot be read.
    records BIGINT NOT NULL,                 -- Rows of all other tables that came from it, errors left out.
    errors INTEGER NOT NULL,                 -- Rows of `extract_errors` that came from it.
);

-- The runs, one row each, with the settings that queries choose by.
-- key: run_key
CREATE TABLE runs (
    run_key VARCHAR NOT NULL,                -- Hash of the run directory's path, see `scans`.
    root_id VARCHAR NOT NULL,                -- The innermost reconciled root that contains the run.
    path VARCHAR NOT NULL,                   -- The run directory, as in `scans`.
    run_id VARCHAR NOT NULL,                 -- The run's id as the run itself tells it; where it does not, the folder's name.
    kind VARCHAR NOT NULL,                   -- `run` (wild types and lesions), `basin` or `external`.
    cohort VARCHAR,                          -- `<date>-<PROGRAM_ID>`: the innermost folder above the run with such a name; null for runs of no program.
    cohort_date VARCHAR,                     -- The cohort's date, `YYYY-MM-DD`.
    program_id VARCHAR,                      -- The cohort's program id.
    phase VARCHAR,                           -- Phase of the program, `p1` to `p7`: the folder below the cohort's; null for other runs.
    label VARCHAR,                           -- The run's path below its phase, e.g. `heuristic-distributed`.
    status VARCHAR NOT NULL,                 -- `completed`, `failed` or `running` (it runs, or was killed); `unknown` where run_status.json cannot be read.
    status_reason VARCHAR NOT NULL,          -- Why it failed, or empty.
    partial BOOLEAN,                         -- Whether the run says that its results are partial.
    assistant VARCHAR NOT NULL,              -- `lean` or `rocq`; of external runs the backend.
    assistant_version VARCHAR,               -- Version of the assistant that made the run.
    toolchain VARCHAR NOT NULL,              -- Where Lean came from: `wheel` or `project`; empty for others.
    provider VARCHAR NOT NULL,               -- Who proposed the tactics; empty for external runs.
    provider_version VARCHAR,                -- Its version.
    corpus VARCHAR NOT NULL,                 -- Pinned corpus ref, `<assistant>:<corpus>[@<build>][#<derived>]`.
    corpus_name VARCHAR NOT NULL,            -- The ref without its build: equal for builds of one corpus.
    mode VARCHAR NOT NULL,                   -- `centralized` or `distributed`; empty for external runs.
    policy VARCHAR NOT NULL,                 -- `ucb1`, `blind_uniform` or `best_first`; empty for external runs.
    expansion VARCHAR NOT NULL,              -- `first_success` or `all_successes`; empty for external runs.
    backpropagation VARCHAR NOT NULL,        -- `uniform` or `and_min`; empty for external runs.
    exploration DOUBLE,                      -- The constant c of UCB1.
    max_depth INTEGER,                       -- Depth at which a branch is given up.
    agents INTEGER,                          -- Agents of a distributed search, else null.
    inflight INTEGER,                        -- Most requests in flight in a distributed search, else null.
    virtual_loss INTEGER,                    -- Virtual loss of a distributed search, else null.
    scheduler VARCHAR NOT NULL,              -- Scheduler lesions of a distributed search, of `block delay reroute`, joined by `+`; empty without.
    budget VARCHAR NOT NULL,                 -- `quick`, `standard` or `deep`; empty for external runs.
    iterations_limit INTEGER,                -- Iterations of the budget's last tier.
    seed UBIGINT,                            -- The run's seed.
    goal_sig VARCHAR NOT NULL,               -- Scheme of goal signatures: `alpha`, `strict` or `text`. Signatures of different schemes do not compare. Empty for external runs.
    allow_easy BOOLEAN,                      -- Whether easy tactics were offered.
    wild_only BOOLEAN,                       -- Whether only wild types ran.
    blind BOOLEAN,                           -- Of basins: whether each seed was searched blind too.
    basin_seeds INTEGER,                     -- Of basins: seeds of each theorem.
    heartbeats BIGINT,                       -- The assistant's deterministic limit for a tactic; null where it has none.
    wall_seconds DOUBLE,                     -- Wall limit for a tactic, seconds; of external runs for a problem.
    theorems INTEGER NOT NULL,               -- Theorems selected; of external runs problems.
    theorems_done INTEGER NOT NULL,          -- Theorems whose folder counts.
    solved INTEGER NOT NULL,                 -- Theorems solved: wild type, or some seed of a basin's agent.
    deterministic BOOLEAN,                   -- No attempt met a wall or memory limit or crashed; null before the run's end.
    nondeterministic INTEGER,                -- Attempts that did.
    program_version VARCHAR,                 -- Version of Wonton Soup that made the run.
    settings VARCHAR NOT NULL,               -- All settings as JSON, sorted.
    selection VARCHAR NOT NULL,              -- How the theorems were chosen, as JSON, sorted.
    started VARCHAR,                         -- When the last execution began, UTC: a resumed run has that of its last resume.
    seconds DOUBLE,                          -- From `started` to the last update of run_status.json, wall seconds: of the last execution only.
);

-- The files of the runs that were read, and those that nobody knows.
-- key: run_key, name
CREATE TABLE files (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR,                         -- Item id of the theorem whose folder it lies in; null for the run's own files and for unknown folders.
    name VARCHAR NOT NULL,                   -- Path within the run directory.
    kind VARCHAR NOT NULL,                   -- What it is: `run_config`, `metrics`, ...; `unknown` for a file that is none of ours.
    size BIGINT NOT NULL,                    -- Bytes.
    mtime_ns BIGINT NOT NULL,                -- Time of the last change, nanoseconds since 1970.
);

-- The runs' own counts and rates, from summary.json.gz.
-- key: run_key, section, subject, measure
CREATE TABLE aggregates (
    run_key VARCHAR NOT NULL,                -- The run.
    section VARCHAR NOT NULL,                -- `counts`, `rates`, `rungs`, `tiers`, `outcomes.main`, `outcomes.strict`, `outcomes.rescue`, `outcomes.escaped` or `k`; of external runs `counts`, `verdicts` and `rates`.
    subject VARCHAR NOT NULL,                -- What it is of: of outcomes `control_null`, `lesions` (all together) or a lesion; of tiers the tier's iterations; of K the estimator; else empty.
    measure VARCHAR NOT NULL,                -- Name of the value.
    value DOUBLE,                            -- The count, rate or K; null where it is undefined.
    numerator BIGINT,                        -- Of a rate.
    denominator BIGINT,                      -- Of a rate; of tiers all theorems that are done.
    low DOUBLE,                              -- Lower end of the 95% interval, where there is one.
    high DOUBLE,                             -- Upper end.
);

-- The theorems of each run, and what came of the wild type. A theorem that was selected and is not done has a row too.
-- key: run_key, theorem
CREATE TABLE theorems (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    position INTEGER NOT NULL,               -- Place in the run's selection, from 0.
    folder VARCHAR NOT NULL,                 -- Its folder within the run directory.
    name VARCHAR NOT NULL,                   -- The theorem's name.
    statement VARCHAR NOT NULL,              -- What follows the name, in the assistant's syntax.
    status VARCHAR NOT NULL,                 -- `solved`, `unsolved`, `refused` (by the assistant), `failed` (given up), `pending` (not done) or `unreadable`.
    message VARCHAR NOT NULL,                -- The assistant's message where it refused, the reason where it was given up, or empty.
    variants INTEGER NOT NULL,               -- Variants that ran; 0 in basins.
    solved BOOLEAN NOT NULL,                 -- Wild type solved (`axioms_ok` or higher); in basins, some seed of the agent.
    control_solved BOOLEAN,                  -- Whether `control_null` solved; null where it did not run.
    rung VARCHAR,                            -- Highest rung that the wild type's proof reached, or null.
    tier INTEGER,                            -- Iterations of the tier at which the wild type solved, or null.
    iterations INTEGER,                      -- Iterations of the wild type's search; null without one.
    tau BIGINT,                              -- Attempts of the wild type's search.
    tau_at_solve BIGINT,                     -- Attempts until it solved, or null.
    censored BOOLEAN,                        -- Unsolved: tau is a lower bound.
    steps INTEGER,                           -- Steps of the wild type's proof, or null.
    structure VARCHAR,                       -- Structure hash of the wild type's proof, or null.
    root_sig VARCHAR,                        -- Goal signature of the statement; null where no search tells it (basins, refused).
);

-- Everything done to a theorem beside its wild type: control and lesions, with the outcome.
-- key: run_key, theorem, variant
CREATE TABLE interventions (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- `control_null` or `block_...`.
    kind VARCHAR NOT NULL,                   -- `control`, `tactic` (one head blocked) or `family`.
    target VARCHAR NOT NULL,                 -- The blocked head or family; empty for the control.
    outcome VARCHAR,                         -- `replicate`, `reroute`, `collapse` or `rescue`; null where neither solved, or where it escaped.
    wild_solved BOOLEAN NOT NULL,            -- Wild type solved: the row is in the `main` denominator, if it did not escape.
    control_solved BOOLEAN,                  -- `control_null` solved too: with `wild_solved`, the `strict` denominator. Null without control.
    solved BOOLEAN NOT NULL,                 -- Whether the variant solved.
    escaped BOOLEAN NOT NULL,                -- A blocked tactic ran in the proof all the same: in no denominator.
    in_main BOOLEAN NOT NULL,                -- wild_solved and not escaped.
    in_strict BOOLEAN NOT NULL,              -- in_main and control_solved.
    in_rescue BOOLEAN NOT NULL,              -- not wild_solved and not escaped: the denominator of rescues.
);

-- What each variant's search came to and what it cost.
-- key: run_key, theorem, variant
CREATE TABLE variant_metrics (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- `wild_type`, `control_null` or `block_...`.
    variant_order INTEGER NOT NULL,          -- Place among the theorem's variants, from 0.
    lesion VARCHAR,                          -- The lesion as the settings write it, or null.
    seed UBIGINT NOT NULL,                   -- The search's seed.
    status VARCHAR NOT NULL,                 -- `solved`, `dead` (nothing left to try) or `exhausted` (budget used up).
    search_closed BOOLEAN NOT NULL,          -- No goal was left in the tree.
    solved BOOLEAN NOT NULL,                 -- The search closed and the script reached `axioms_ok`.
    rung VARCHAR,                            -- Highest rung of the ladder that was reached.
    tier INTEGER,                            -- Iterations of the tier at which the search closed.
    iterations INTEGER NOT NULL,             -- Iterations done.
    tau BIGINT NOT NULL,                     -- Attempts made.
    tau_at_solve BIGINT,                     -- Attempts until the search closed.
    censored BOOLEAN NOT NULL,               -- Unsolved: tau is a lower bound.
    closed BIGINT NOT NULL,                  -- Attempts that closed their goal.
    children BIGINT NOT NULL,                -- Attempts that left goals.
    failed BIGINT NOT NULL,                  -- Attempts that failed.
    blocked BIGINT NOT NULL,                 -- Offers that were blocked: no attempts.
    nondeterministic BIGINT NOT NULL,        -- Attempts that met a wall or memory limit or crashed.
    deepest INTEGER NOT NULL,                -- Depth of the deepest node.
    nodes INTEGER NOT NULL,                  -- Nodes of the search tree.
    edges INTEGER NOT NULL,                  -- Edges of the search tree.
    escapes INTEGER NOT NULL,                -- Different blocked heads that ran in the proof all the same.
    steps INTEGER,                           -- Steps of the proof, or null.
    proof_depth INTEGER,                     -- Longest path of the proof, in steps.
    structure VARCHAR,                       -- Structure hash of the proof.
    structure_unordered VARCHAR,             -- The hash that is blind to the order of subgoals.
    heads VARCHAR,                           -- Heads of the proof's tactics as a JSON list.
    families VARCHAR,                        -- Families of the proof's tactics as a JSON list.
    trace_k DOUBLE,                          -- Trace K, orders of magnitude; null with a reason in `trace_k_reason`.
    trace_k_low DOUBLE,                      -- Trace K if every untried candidate works.
    trace_k_high DOUBLE,                     -- Trace K if none does.
    tau_blind DOUBLE,                        -- Blind cost that trace K rests on, attempts.
    trace_k_reason VARCHAR,                  -- Why there is no trace K, or empty; null for unsolved variants.
    seconds DOUBLE,                          -- The search, wall seconds.
    assistant_seconds DOUBLE,                -- The assistant's share of it.
    check_seconds DOUBLE,                    -- The check of the script.
);

-- Each variant's proof beside the wild type's.
-- key: run_key, theorem, variant
CREATE TABLE comparisons (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- `control_null` or `block_...`.
    outcome VARCHAR,                         -- As in `interventions`.
    same_structure BOOLEAN,                  -- Equal structure hashes; null, like the rest, unless both solved.
    same_structure_unordered BOOLEAN,        -- Equal hashes that are blind to the order of subgoals.
    same_tactics BOOLEAN,                    -- Equal tactics, as text.
    shared_prefix INTEGER,                   -- Steps that both begin with.
    tactic_distance INTEGER,                 -- Edit distance of the two sequences of tactics.
    tactic_distance_normalised DOUBLE,       -- The same over the longer length.
    family_distance INTEGER,                 -- Edit distance of the two sequences of families.
    family_distance_normalised DOUBLE,       -- The same over the longer length.
    steps INTEGER,                           -- Steps of the variant's proof.
    wild_steps INTEGER,                      -- Steps of the wild type's proof.
    tau BIGINT NOT NULL,                     -- Attempts of the variant.
    wild_tau BIGINT NOT NULL,                -- Attempts of the wild type.
    tau_ratio DOUBLE,                        -- tau / wild_tau; null where wild_tau is 0.
);

-- How tactics of a family fared on a goal: attempts and successes in one variant's trace, over all nodes with the goal.
-- key: run_key, theorem, variant, goal_sig, family
CREATE TABLE goal_outcomes (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    goal_sig VARCHAR NOT NULL,               -- Goal signature, of the run's scheme.
    family VARCHAR NOT NULL,                 -- Tactic family.
    attempts BIGINT NOT NULL,                -- Tactics tried; blocked offers left out.
    successes BIGINT NOT NULL,               -- Of these, those that closed the goal or left goals that are new on its root path (fates `closed`, `children`, `duplicate`).
);

-- `goal_outcomes` over all theorems and variants of a run.
-- key: run_key, goal_sig, family
CREATE VIEW goal_outcomes_overall AS
SELECT
    run_key,                                 -- The run.
    goal_sig,                                -- Goal signature, of the run's scheme.
    family,                                  -- Tactic family.
    sum(attempts)::BIGINT AS attempts,       -- Tactics tried.
    sum(successes)::BIGINT AS successes,     -- Of these, those that worked.
FROM goal_outcomes GROUP BY ALL;

-- The candidates at the goals of a solved variant's committed steps, by family: what reference K is computed from.
-- key: run_key, theorem, variant, step, family
CREATE TABLE step_candidates (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    step INTEGER NOT NULL,                   -- Committed step of the proof, from 0, depth first from the root.
    node_id INTEGER NOT NULL,                -- Node of the search tree at which it was taken.
    goal_sig VARCHAR NOT NULL,               -- Signature of the node's goal.
    used_family VARCHAR NOT NULL,            -- Family of the committed tactic.
    family VARCHAR NOT NULL,                 -- Family that this row counts.
    tried INTEGER NOT NULL,                  -- Its tactics that were tried at this node (this node alone, not the goal elsewhere).
    worked INTEGER NOT NULL,                 -- Of these, those that worked: the successes of `goal_outcomes`.
    untried INTEGER NOT NULL,                -- Offers of the node, of all families together, that were never reached.
);

-- The basins: the measures of one searcher's seeds on one theorem.
-- key: run_key, theorem, searcher
CREATE TABLE basins (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    searcher VARCHAR NOT NULL,               -- `agent`, or `blind` for the blind searches with the same seeds.
    seeds INTEGER NOT NULL,                  -- Seeds searched.
    solved INTEGER NOT NULL,                 -- Seeds that solved.
    solve_rate DOUBLE,                       -- solved / seeds.
    solve_rate_low DOUBLE NOT NULL,          -- Lower end of its 95% Wilson interval.
    solve_rate_high DOUBLE NOT NULL,         -- Upper end.
    unique_structures INTEGER NOT NULL,      -- The basin's width: different structures among the solved seeds.
    dominant_structure_frequency DOUBLE,     -- Share of the most frequent one; null where none solved.
    entropy DOUBLE,                          -- Of the structures of solved seeds, bits; null where none solved.
    unique_traces INTEGER NOT NULL,          -- Different traces.
    identical_traces BOOLEAN NOT NULL,       -- All seeds went exactly alike.
    deterministic_provider BOOLEAN NOT NULL, -- Seeds differ in nothing but the search's own random choices.
    tie_break_share DOUBLE,                  -- entropy over log2(solved seeds); null where that says nothing.
    tau BIGINT,                              -- Attempts of all seeds; null where the run does not tell.
    iterations BIGINT,                       -- Iterations of all seeds.
);

-- Paired K of basins: agent and blind on the same seeds.
-- key: run_key, theorem, estimator
CREATE TABLE basin_k (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    estimator VARCHAR NOT NULL,              -- `lower_bound_censored_at_H`, `conditional_on_both_solved` or `restricted_mean`.
    k DOUBLE,                                -- The estimate, null unless it is a point.
    k_lower_bound DOUBLE,                    -- A lower bound, most blind searches being censored: K is at least this where every agent search solved; otherwise within H only, since agent searches that did not solve count as H.
    k_upper_bound DOUBLE,                    -- K is at most this: most agent searches are censored.
    is_lower_bound BOOLEAN NOT NULL,         -- Whether it is to be read as a lower bound.
    low DOUBLE,                              -- Lower end of the bootstrap interval, or null.
    high DOUBLE,                             -- Upper end.
    method VARCHAR,                          -- How the interval was made; null without one.
    pairs INTEGER NOT NULL,                  -- Pairs that it rests on.
    horizon BIGINT NOT NULL,                 -- H, attempts.
    agent_censored INTEGER NOT NULL,         -- Agent searches that did not solve within H.
    blind_censored INTEGER NOT NULL,         -- Blind searches that did not.
    all_pairs INTEGER NOT NULL,              -- Pairs of the basin.
    reason VARCHAR NOT NULL,                 -- Why there is no estimate, or empty.
);

-- The searches of basins, one row per seed and searcher.
-- key: run_key, theorem, searcher, seed
CREATE TABLE basin_seeds (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    searcher VARCHAR NOT NULL,               -- `agent` or `blind`.
    seed INTEGER NOT NULL,                   -- Number of the seed, from 0.
    search_seed UBIGINT NOT NULL,            -- The search's own seed, the same for agent and blind.
    policy VARCHAR NOT NULL,                 -- Policy of the search.
    status VARCHAR NOT NULL,                 -- `solved`, `dead` or `exhausted`.
    solved BOOLEAN NOT NULL,                 -- The search closed and the proof reached `axioms_ok`.
    rung VARCHAR,                            -- Highest rung, or null.
    tier INTEGER,                            -- Tier at which it solved.
    iterations INTEGER NOT NULL,             -- Iterations.
    tau BIGINT NOT NULL,                     -- Attempts, until it solved where it did.
    nondeterministic INTEGER NOT NULL,       -- Attempts that met a wall or memory limit or crashed.
    steps INTEGER,                           -- Steps of the proof.
    structure VARCHAR,                       -- Structure hash, null where unsolved.
    structure_unordered VARCHAR,             -- The hash that is blind to the order of subgoals.
    trace VARCHAR NOT NULL,                  -- Hash of the whole trace.
    seconds DOUBLE,                          -- The search, wall seconds.
    assistant_seconds DOUBLE,                -- The assistant's share of it.
    check_seconds DOUBLE,                    -- The check of the script.
    asked BIGINT,                            -- Attempts that the assistant was asked for; the others were remembered.
);

-- The structures of a basin with their frequencies.
-- key: run_key, theorem, searcher, structure
CREATE TABLE basin_structures (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    searcher VARCHAR NOT NULL,               -- `agent` or `blind`.
    structure VARCHAR NOT NULL,              -- Structure hash.
    seeds INTEGER NOT NULL,                  -- Solved seeds with it.
    place INTEGER NOT NULL,                  -- Rank by frequency, from 1; ties by hash.
);

-- The proof graphs of searches that closed.
-- key: run_key, theorem, variant
CREATE TABLE graphs (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    solved BOOLEAN NOT NULL,                 -- The script reached `axioms_ok`.
    root VARCHAR NOT NULL,                   -- Node id of the root.
    nodes INTEGER NOT NULL,                  -- Nodes, `closed` ones included.
    edges INTEGER NOT NULL,                  -- Edges: a step with n subgoals has n, one that closes its goal has 1.
    steps INTEGER NOT NULL,                  -- Steps.
    depth INTEGER NOT NULL,                  -- Greatest depth of a node.
    structure VARCHAR NOT NULL,              -- Structure hash.
    structure_unordered VARCHAR NOT NULL,    -- The hash that is blind to the order of subgoals.
);

-- Nodes of the proof graphs.
-- key: run_key, theorem, variant, node
CREATE TABLE graph_nodes (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    node VARCHAR NOT NULL,                   -- `<state>:<goal>`.
    goal_sig VARCHAR NOT NULL,               -- Goal signature, or `closed`.
    depth INTEGER NOT NULL,                  -- Steps from the root.
);

-- Edges of the proof graphs: from a goal to a goal that the step left, or to its end.
-- key: run_key, theorem, variant, source, target
CREATE TABLE graph_edges (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    source VARCHAR NOT NULL,                 -- Node id.
    target VARCHAR NOT NULL,                 -- Node id.
    state INTEGER NOT NULL,                  -- Number of the state that the step made: the same for all edges of a step.
    position INTEGER NOT NULL,               -- Place among the step's subgoals, from 0.
    tactic VARCHAR NOT NULL,                 -- The tactic.
    family VARCHAR NOT NULL,                 -- Its family.
    operator VARCHAR,                        -- Operator of the action summary; null, like the next five, where there is no summary.
    arity INTEGER,                           -- Subgoals that the step left.
    continuation VARCHAR,                    -- How the proof goes on: `solve chain branch structural refine`.
    coupling VARCHAR,                        -- How its subgoals hang together: `none independent coupled unknown`.
    effects VARCHAR,                         -- Effects as a JSON list.
    hypotheses VARCHAR,                      -- Hypotheses that it used, as a JSON list.
);

-- The search trees as they stood at the end.
-- key: run_key, theorem, variant
CREATE TABLE mcts_trees (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    status VARCHAR NOT NULL,                 -- `solved`, `dead` or `exhausted`.
    iterations INTEGER NOT NULL,             -- Iterations done.
    nodes INTEGER NOT NULL,                  -- Nodes.
    edges INTEGER NOT NULL,                  -- Edges.
    solved_nodes INTEGER NOT NULL,           -- Nodes with a proof.
    dead_nodes INTEGER NOT NULL,             -- Nodes with nothing left to try.
    open_nodes INTEGER NOT NULL,             -- The others.
    expanded_nodes INTEGER NOT NULL,         -- Nodes that were expanded at least once.
    goals INTEGER NOT NULL,                  -- Different goal signatures.
    deepest INTEGER NOT NULL,                -- Greatest depth.
    mean_depth DOUBLE NOT NULL,              -- Mean depth of the nodes.
    branching DOUBLE,                        -- Mean number of edges of the expanded nodes; null without one.
    offers BIGINT NOT NULL,                  -- Offers of all expanded nodes.
    used BIGINT NOT NULL,                    -- Offers used up.
    root_visits INTEGER NOT NULL,            -- Visits of the root.
    root_value DOUBLE NOT NULL,              -- Value of the root.
);

-- Statistics of the traces.
-- key: run_key, theorem, variant
CREATE TABLE trace_stats (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    events INTEGER NOT NULL,                 -- Events.
    iterations INTEGER NOT NULL,             -- Events that are iterations: all but `aborted`.
    agents INTEGER NOT NULL,                 -- Different agents.
    expanded INTEGER NOT NULL,               -- Iterations that expanded a node.
    no_expansion INTEGER NOT NULL,           -- Iterations whose expansion gave nothing.
    blocked INTEGER NOT NULL,                -- Iterations that a block, of offers or of the goal, used up.
    delayed INTEGER NOT NULL,                -- Iterations that an agent slept.
    terminal_node INTEGER NOT NULL,          -- Iterations that ended at a solved node.
    dead_node INTEGER NOT NULL,              -- Iterations that ended at a dead node.
    no_goal INTEGER NOT NULL,                -- Iterations without a goal to choose.
    aborted INTEGER NOT NULL,                -- Requests that were in flight at the end.
    attempts BIGINT NOT NULL,                -- Attempts.
    closed BIGINT NOT NULL,                  -- Attempts with the fate `closed`.
    children BIGINT NOT NULL,                -- Attempts with the fate `children`.
    duplicate BIGINT NOT NULL,               -- Attempts whose goals another tactic of the node had left already.
    cycle BIGINT NOT NULL,                   -- Attempts that led back to a goal on the root path.
    too_deep BIGINT NOT NULL,                -- Attempts that reached the greatest depth.
    failed BIGINT NOT NULL,                  -- Attempts that failed, limits and crashes included.
    timeouts BIGINT NOT NULL,                -- Of the failed ones, those that met a limit.
    crashed BIGINT NOT NULL,                 -- Of the failed ones, those whose assistant died.
    forbidden BIGINT NOT NULL,               -- Of the failed ones, those that were refused unseen.
    offers_blocked BIGINT NOT NULL,          -- Blocked offers: no attempts.
    mean_depth DOUBLE,                       -- Mean depth of the expanded nodes; null without one.
    goals INTEGER NOT NULL,                  -- Different goal signatures that were expanded.
    largest_frontier INTEGER NOT NULL,       -- Greatest number of open leaves.
);

-- What other kernels said of the proofs (`wonton recheck`).
-- key: run_key, theorem, variant, kernel
CREATE TABLE rechecks (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    kernel VARCHAR NOT NULL,                 -- `rocq`, `lean` or `coqchk`.
    outcome VARCHAR NOT NULL,                -- `accepted`, `refused` or `not_exportable`.
    kind VARCHAR NOT NULL,                   -- Why it was not accepted, or empty.
    reason VARCHAR NOT NULL,                 -- One sentence.
    checker VARCHAR NOT NULL,                -- Name and version of the kernel.
);

-- Measures that `wonton postprocess` filled in for variants, one row per measure.
-- key: run_key, theorem, variant, reference, measure
CREATE TABLE variant_measures (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    reference VARCHAR NOT NULL,              -- What it is compared with: `wild_type` or `control_null`; empty where it is measured by itself.
    measure VARCHAR NOT NULL,                -- Name of the measure; a part of one is `measure.part`. Families of graph edit distance (`ged_...`) are measures of their own.
    value DOUBLE,                            -- The value; null where the measure is not valid, or is text.
    lower_bound DOUBLE,                      -- Lower bound; null where the measure has none.
    upper_bound DOUBLE,                      -- Upper bound.
    normalised DOUBLE,                       -- The value in [0, 1], where the measure has such a form.
    normalised_lower DOUBLE,                 -- The same of the lower bound.
    normalised_upper DOUBLE,                 -- The same of the upper bound.
    exact BOOLEAN,                           -- Whether the bounds meet; null where the question does not arise.
    valid BOOLEAN NOT NULL,                  -- Whether the numbers may be used.
    validity VARCHAR NOT NULL,               -- What was not done, or is not sure; empty where there is nothing to say.
    trace_source VARCHAR,                    -- Kind of the files that it was computed from.
    trace_completeness DOUBLE,               -- The least share of the searches' iterations that they tell of.
    content VARCHAR,                         -- The value, where it is text.
);

-- Graph edit distances between the proofs of a theorem's variants.
-- key: run_key, theorem, family, variant_a, variant_b
CREATE TABLE ged_matrix (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    family VARCHAR NOT NULL,                 -- Family of the distance; families are never mixed.
    variant_a VARCHAR NOT NULL,              -- The one, before the other in the order in which they ran.
    variant_b VARCHAR NOT NULL,              -- The other.
    value DOUBLE,                            -- Edits of the best edit path found.
    lower_bound DOUBLE,                      -- No edit path costs less.
    upper_bound DOUBLE,                      -- Some edit path costs this.
    normalised DOUBLE,                       -- In [0, 1]; null unless exact.
    normalised_lower DOUBLE,                 -- The same of the lower bound.
    normalised_upper DOUBLE,                 -- The same of the upper bound.
    exact BOOLEAN NOT NULL,                  -- Whether the bounds meet.
    valid BOOLEAN NOT NULL,                  -- Whether the numbers may be used.
    validity VARCHAR NOT NULL,               -- Notes; empty where there is nothing to say.
);

-- The different proofs of a theorem and the clusters that they form.
-- key: run_key, theorem, structure
CREATE TABLE attractor_clusters (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    structure VARCHAR NOT NULL,              -- Structure hash of the proof.
    source VARCHAR NOT NULL,                 -- What found the proofs: `variants` or `basin_seeds`.
    method VARCHAR NOT NULL,                 -- `average_linkage` or `identical_structure`.
    family VARCHAR,                          -- Family of the distance; null where structures were only compared.
    threshold DOUBLE,                        -- Mean normalised distance up to which clusters are joined.
    weight INTEGER NOT NULL,                 -- Searches that found the proof.
    found_by VARCHAR NOT NULL,               -- Their variants or seeds, as a JSON list.
    cluster INTEGER NOT NULL,                -- Number of its cluster, from 0: the heaviest.
    cluster_weight INTEGER NOT NULL,         -- Searches that found a proof of the cluster.
    cluster_share DOUBLE NOT NULL,           -- The same over all solved searches.
    is_medoid BOOLEAN NOT NULL,              -- Whether it is the proof closest to the others of its cluster.
    diameter DOUBLE NOT NULL,                -- Greatest normalised distance within the cluster, upper bound.
    ambiguous BOOLEAN NOT NULL,              -- Whether bounds of distances leave the clusters open.
    valid BOOLEAN NOT NULL,                  -- Whether the clusters may be used.
    validity VARCHAR NOT NULL,               -- Notes; empty where there is nothing to say.
);

-- Steps of a theorem's proofs by how many proofs have them.
-- key: run_key, theorem, goal_sig, family
CREATE TABLE step_invariants (
    run_key VARCHAR NOT NULL,                -- The run.
    theorem VARCHAR NOT NULL,                -- Item id.
    goal_sig VARCHAR NOT NULL,               -- Goal signature of the step.
    family VARCHAR NOT NULL,                 -- Its tactic family.
    proofs INTEGER NOT NULL,                 -- Different proofs (structure hashes) that have it; a replicate is no other proof.
    all_proofs INTEGER NOT NULL,             -- Different proofs that were looked at.
    invariant BOOLEAN NOT NULL,              -- Whether all have it, and they are two or more.
);

-- The goal-type by tactic matrix of a run.
-- key: run_key, variants, goal_type, family, tactic
CREATE TABLE goal_tactics (
    run_key VARCHAR NOT NULL,                -- The run.
    variants VARCHAR NOT NULL,               -- Variants that are counted: `wild_type`, `control_null` or `lesions`.
    goal_type VARCHAR NOT NULL,              -- Type of the goal by its target's head.
    family VARCHAR NOT NULL,                 -- Tactic family.
    tactic VARCHAR NOT NULL,                 -- Head of the tactic.
    attempts BIGINT NOT NULL,                -- Attempts.
    successes BIGINT NOT NULL,               -- Attempts that closed the goal or left goals.
    proof_steps BIGINT NOT NULL,             -- Steps of proofs.
);

-- Tactic fingerprints of a run's variants: counts by family, summed over theorems.
-- key: run_key, variant, family
CREATE TABLE tactic_fingerprints (
    run_key VARCHAR NOT NULL,                -- The run.
    variant VARCHAR NOT NULL,                -- The variant.
    theorems INTEGER NOT NULL,               -- Theorems that are summed over.
    family VARCHAR NOT NULL,                 -- Tactic family.
    tried BIGINT NOT NULL,                   -- Attempts.
    worked BIGINT NOT NULL,                  -- Attempts that worked.
    proof BIGINT NOT NULL,                   -- Steps of proofs.
);

-- Other measures of whole runs that `wonton postprocess` filled in, one row per cell.
-- key: run_key, measure, row_label, column_label
CREATE TABLE run_measures (
    run_key VARCHAR NOT NULL,                -- The run.
    measure VARCHAR NOT NULL,                -- `failure.reasons`, `failure.rejected`, `failure.messages`, `fingerprint_divergence`, `k_search_efficiency`, `root_goal_nearest` or `basin_ends`.
    row_label VARCHAR NOT NULL,              -- Row: the variant, the message, the theorem or the searcher.
    column_label VARCHAR NOT NULL,           -- Column: the reason, the family, the nearest theorem, the name of the value.
    value DOUBLE,                            -- The cell; null where it is undefined.
);

-- Results of external backends, one row per problem of an external run.
-- key: run_key, problem
CREATE TABLE external_results (
    run_key VARCHAR NOT NULL,                -- The run.
    backend VARCHAR NOT NULL,                -- `e`, `vampire`, `z3`, `cvc5` or `coq`.
    backend_version VARCHAR,                 -- Its version.
    problem VARCHAR NOT NULL,                -- Item id of the problem.
    format VARCHAR NOT NULL,                 -- `tptp`, `smtlib` or `coq`.
    dialect VARCHAR NOT NULL,                -- `cnf fof tcf tff thf`, or the SMT-LIB logic; may be empty.
    outcome VARCHAR NOT NULL,                -- `proved refuted timeout memory_out crashed unknown gave_up wrong_format unsupported`.
    status VARCHAR NOT NULL,                 -- What the backend said: an SZS status (`Theorem`, `GaveUp`, ...) or SMT-LIB answers in order (`sat unsat unknown`); empty for nothing.
    expected VARCHAR,                        -- The status that the problem itself states, or null.
    verdict VARCHAR NOT NULL,                -- `correct`, `wrong`, `unsolved` or `unchecked` (nothing to compare with).
    solved BOOLEAN NOT NULL,                 -- Whether the backend decided the problem.
    reason VARCHAR NOT NULL,                 -- Why it ended without a decision, one sentence, or empty.
    proof VARCHAR NOT NULL,                  -- State of the proof object: `none`, `present`, `parsed` or `checked`.
    proof_steps INTEGER,                     -- Inferences of the proof, where it was parsed.
    seed UBIGINT,                            -- The backend's seed, where it takes one.
    cpu_seconds DOUBLE,                      -- CPU time of the backend and its children.
    wall_seconds DOUBLE,                     -- Wall time.
    memory_mb DOUBLE,                        -- Greatest resident memory, MiB.
    limit_cpu_seconds DOUBLE,                -- Limits that were set; null where none was.
    limit_wall_seconds DOUBLE,               -- Limit of wall time.
    limit_memory_mb DOUBLE,                  -- Limit of memory, MiB.
    exit_code INTEGER,                       -- The process's exit code; negative for a signal.
    executor VARCHAR,                        -- Who kept the limits: `cgroup-v1 cgroup-v2 process-tree benchexec`; null where nothing was run.
);

-- The commands of a cohort and how they ended, from program_state.json: what was skipped, and why.
-- key: cohort, command
CREATE TABLE cohort_commands (
    cohort VARCHAR NOT NULL,                 -- `<date>-<PROGRAM_ID>`.
    path VARCHAR NOT NULL,                   -- The cohort's logs root, as in `roots`.
    command VARCHAR NOT NULL,                -- `<phase>/<label>`.
    phase VARCHAR NOT NULL,                  -- Its phase.
    status VARCHAR NOT NULL,                 -- `started` (it runs, or was killed), `done`, `partial`, `failed`, `skipped` or `interrupted`, as the program wrote it.
    reason VARCHAR NOT NULL,                 -- Why, or empty.
    run_id VARCHAR,                          -- The run that it makes, or null.
    argv VARCHAR NOT NULL,                   -- The command line as a JSON list.
);

-- References: frozen tables of successes by goal signature and family, built from an explicit selection of runs.
-- key: ref_id
CREATE TABLE reference_sets (
    ref_id VARCHAR NOT NULL,                 -- Hash of the reference's content: selection, members, outcomes.
    assistant VARCHAR NOT NULL,              -- The assistant of all its members.
    goal_sig VARCHAR NOT NULL,               -- Scheme of its signatures.
    alpha DOUBLE NOT NULL,                   -- Weight of the prior that it is read with.
    selection VARCHAR NOT NULL,              -- The selection as JSON, sorted.
    variants VARCHAR NOT NULL,               -- The variants that were counted, as a JSON list.
    members INTEGER NOT NULL,                -- Rows of `reference_members`.
    cells INTEGER NOT NULL,                  -- Rows of `reference_outcomes`.
    attempts BIGINT NOT NULL,                -- Attempts in all.
    successes BIGINT NOT NULL,               -- Successes in all.
);

-- The runs that a reference was built from.
-- key: ref_id, run_key
CREATE TABLE reference_members (
    ref_id VARCHAR NOT NULL,                 -- The reference.
    run_key VARCHAR NOT NULL,                -- The run.
    run_id VARCHAR NOT NULL,                 -- Its id when the reference was built.
    digest VARCHAR NOT NULL,                 -- Hash of the goal outcomes that it gave.
    theorems INTEGER NOT NULL,               -- Theorems that gave some.
    attempts BIGINT NOT NULL,                -- Attempts that it gave.
    successes BIGINT NOT NULL,               -- Successes among them.
);

-- What a reference knows.
-- key: ref_id, goal_sig, family
CREATE TABLE reference_outcomes (
    ref_id VARCHAR NOT NULL,                 -- The reference.
    goal_sig VARCHAR NOT NULL,               -- Goal signature.
    family VARCHAR NOT NULL,                 -- Tactic family.
    attempts BIGINT NOT NULL,                -- Attempts.
    successes BIGINT NOT NULL,               -- Successes.
);

-- Reference K of solved variants.
-- key: ref_id, run_key, theorem, variant, estimator, alpha
CREATE TABLE k_scores (
    ref_id VARCHAR NOT NULL,                 -- The reference.
    run_key VARCHAR NOT NULL,                -- The run that was scored.
    theorem VARCHAR NOT NULL,                -- Item id.
    variant VARCHAR NOT NULL,                -- The variant.
    estimator VARCHAR NOT NULL,              -- `any_success` or `used_operator`.
    alpha DOUBLE NOT NULL,                   -- Smoothing.
    k DOUBLE,                                -- log10(tau_blind / tau_agent); null with a reason.
    k_low DOUBLE,                            -- K if every untried candidate works (is of the used family).
    k_high DOUBLE,                           -- K if none does.
    tau_agent BIGINT NOT NULL,               -- Attempts of the search until it solved.
    tau_blind DOUBLE,                        -- Blind cost by the reference, attempts.
    steps INTEGER NOT NULL,                  -- Committed steps.
    missing INTEGER NOT NULL,                -- Of these, steps without candidates: then there is no K.
    untried BIGINT NOT NULL,                 -- Offers at the steps' goals that were never reached.
    in_sample BOOLEAN NOT NULL,              -- Whether the scored run is a member of the reference.
    from_signature INTEGER NOT NULL,         -- Probabilities taken from the cell of signature and family.
    from_family INTEGER NOT NULL,            -- Probabilities taken from the family's global rate.
    from_prior INTEGER NOT NULL,             -- Probabilities that are nothing but the prior.
    reason VARCHAR NOT NULL,                 -- Why there is no K, or empty.
);

-- Jobs that ran.
-- key: job_id
CREATE TABLE job_runs (
    job_id VARCHAR NOT NULL,                 -- Hash of the job's configuration and inputs; its folder's name under `jobs/`.
    name VARCHAR NOT NULL,                   -- The preset's or the file's name.
    schema_version INTEGER NOT NULL,         -- Version of the job's format.
    status VARCHAR NOT NULL,                 -- `done` or `skipped`.
    reason VARCHAR NOT NULL,                 -- Why it was skipped, or empty.
    ref_id VARCHAR,                          -- The reference that it scored against, or null.
    runs INTEGER NOT NULL,                   -- Runs that it selected.
    config_sha256 VARCHAR NOT NULL,          -- SHA-256 of job_config.json.
    inputs_sha256 VARCHAR NOT NULL,          -- SHA-256 of inputs.json.
    datasets VARCHAR NOT NULL,               -- Name, rows and SHA-256 of its datasets, as JSON.
);

-- What could not be read. Everything else of the run is loaded all the same.
-- key: run_key, artifact, stage, line
CREATE TABLE extract_errors (
    run_key VARCHAR NOT NULL,                -- The run, which has a row in `scans`; of a cohort's program_state.json, a reference, a job or a folder that cannot be listed the hash of the folder.
    path VARCHAR NOT NULL,                   -- The run directory, as in `scans`.
    theorem VARCHAR,                         -- Item id of the theorem, or null.
    stage VARCHAR NOT NULL,                  -- Extractor that met it: `run`, `summary`, `theorem`, `metrics`, `comparison`, `trace`, `graph`, `tree`, `basin`, `recheck`, `measures`, `external`, `files`, `scan` (a folder that cannot be listed), `cohort`, `restore` (references, jobs).
    artifact VARCHAR NOT NULL,               -- The file or folder, relative to `path`.
    kind VARCHAR NOT NULL,                   -- `missing`, `unreadable` (not to be opened, or no gzip), `malformed` (not JSON, or not as its schema says), `newer` (a newer format), `foreign` (none of ours, or of another theorem) or `inconsistent`.
    line INTEGER,                            -- Line of a .jsonl file, from 1, else null.
    message VARCHAR NOT NULL,                -- What is wrong, in one line.
);
