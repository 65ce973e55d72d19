package io.vigie.bench.protocol;

import io.vigie.judge.Adaptation;
import io.vigie.judge.Episode;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.Episodes;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.NullModel;
import io.vigie.judge.Posterior;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The alarms that Vigie itself would raise: a null model fitted on calibration scores, p-values against it, episodes
 * within the default false-alarm budget of 0.5 in 1000 rows (or one a day, where that is stricter). All choices are the
 * product's defaults, but that the null model is fitted on the calibration part's scores as they are, not cross-fitted.
 */
record BudgetedAlarms(List<Episode> episodes, boolean[] rows) {
    static BudgetedAlarms of(double[] calibration, double[] scored, Duration step) {
        NullModel nullModel = NullModel.fit(calibration);
        List<Episode> episodes = Episodes.findWithin(
                FalseAlarmBudget.defaultFor(step).perRow(step),
                scored,
                nullModel.pValues(scored, Adaptation.DEFAULT),
                nullModel,
                Posterior.DEFAULT,
                EpisodePolicy.DEFAULTS);
        boolean[] rows = new boolean[scored.length];
        for (Episode episode : episodes) {
            Arrays.fill(rows, episode.rows().from(), episode.rows().to(), true);
        }
        return new BudgetedAlarms(episodes, rows);
    }
}
