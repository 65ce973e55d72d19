package io.vigie.evaluate;

import static io.vigie.evaluate.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.evaluate.Golden.Case;
import io.vigie.evaluate.Golden.Series;
import io.vigie.series.BadInputException;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every metric against the values of TSB-AD's own code, to 1e-9. */
class GoldenValuesTest {
    @TestFactory
    Stream<DynamicTest> smallCopy() {
        return tests(Golden.small());
    }

    @TestFactory
    Stream<DynamicTest> wholeSet() {
        return tests(Golden.whole());
    }

    private static Stream<DynamicTest> tests(Golden golden) {
        return Stream.concat(
                golden.cases().map(c -> DynamicTest.dynamicTest(c.toString(), () -> checkCase(c))),
                golden.series().map(s -> DynamicTest.dynamicTest(s.toString(), () -> checkSeries(s))));
    }

    private static void checkCase(Case c) {
        JsonNode expected = c.expected();
        assertThat(c.scores()).hasSize(expected.get("n").asInt());
        if (expected.get("get_metrics").has("exception")) {
            checkOneClass(c);
            return;
        }
        ScoreMetrics metrics = ScoreMetrics.of(c.scores(), c.labels(), c.window());
        JsonNode best = expected.get("get_metrics");
        assertClose("AUC-PR", metrics.ranking().aucPr(), best.get("AUC-PR"));
        assertClose("AUC-ROC", metrics.ranking().aucRoc(), best.get("AUC-ROC"));
        assertClose("VUS-PR", metrics.volume().pr(), best.get("VUS-PR"));
        assertClose("VUS-ROC", metrics.volume().roc(), best.get("VUS-ROC"));
        assertClose("Standard-F1", metrics.ranking().standardF1().value(), best.get("Standard-F1"));
        assertClose("PA-F1", metrics.pointAdjustedF1().value(), best.get("PA-F1"));
        assertClose("Event-F1", metrics.eventF1().value(), best.get("Event-based-F1"));
        assertClose("R-F1", metrics.rangeF1().value(), best.get("R-based-F1"));
        assertClose("Affiliation-F", metrics.affiliationF1().value(), best.get("Affiliation-F"));

        boolean[] threeSigma = Predictions.threeSigma(c.scores());
        boolean[] topK = Predictions.top(c.scores(), c.labels().count(Labels.State.ANOMALOUS));
        checkPredictions(c, threeSigma, expected.get("pred3s"));
        checkPredictions(c, topK, expected.get("predTopK"));
        checkOlderList(c, threeSigma, expected.get("metric_new(pred=mean+3std)"));
        checkWindows(c, metrics.volume(), expected);
    }

    private static void checkPredictions(Case c, boolean[] predictions, JsonNode expected) {
        AlarmMetrics alarms = AlarmMetrics.of(predictions, c.labels(), c.window(), TimeAxis.rows(predictions.length));
        assertThat(alarms.predictedRows()).isEqualTo(expected.get("predicted").asInt());
        for (String list : new String[] {"get_metrics(pred)", "get_metrics_pred"}) {
            JsonNode values = expected.get(list);
            assertClose("F1 of predictions", alarms.pointWise().f1(), values.get("Standard-F1"));
            assertClose("PA-F1 of predictions", alarms.pointAdjusted().f1(), values.get("PA-F1"));
            assertClose("Event-F1 of predictions", alarms.event().f1(), values.get("Event-based-F1"));
            assertClose("R-F1 of predictions", alarms.range().f1(), values.get("R-based-F1"));
            assertClose("Affiliation-F of predictions", alarms.affiliation().f1(), values.get("Affiliation-F"));
        }
        JsonNode volume = expected.get("get_metrics_pred");
        assertClose("VUS-Recall", alarms.volume().recall(), volume.get("VUS-Recall"));
        assertClose("VUS-Precision", alarms.volume().precision(), volume.get("VUS-Precision"));
        assertClose("VUS-F", alarms.volume().f(), volume.get("VUS-F"));
        if (expected.has("affiliation")) {
            checkAffiliation(alarms.affiliation(), expected.get("affiliation"));
        }
    }

    private static void checkAffiliation(PrecisionRecall actual, JsonNode expected) {
        assertClose("affiliation precision", actual.precision(), expected.get("Affiliation_Precision"));
        assertClose("affiliation recall", actual.recall(), expected.get("Affiliation_Recall"));
    }

    private static void checkOlderList(Case c, boolean[] predictions, JsonNode expected) {
        TsbUadMetrics older = TsbUadMetrics.of(c.scores(), predictions, c.labels());
        assertClose("AUC", older.auc(), expected.get("AUC"));
        assertClose("Precision", older.precision(), expected.get("Precision"));
        assertClose("Recall", older.recall(), expected.get("Recall"));
        assertClose("F", older.f(), expected.get("F"));
        assertClose("PointF1PA", older.pointAdjustedF(), expected.get("PointF1PA"));
        assertClose("Rrecall", older.rangeRecall(), expected.get("Rrecall"));
        assertClose("ExistenceReward", older.existence(), expected.get("ExistenceReward"));
        assertClose("OverlapReward", older.overlap(), expected.get("OverlapReward"));
        assertClose("Rprecision", older.rangePrecision(), expected.get("Rprecision"));
        assertClose("RF", older.rangeF(), expected.get("RF"));
        assertClose("Precision@k", older.precisionAtK(), expected.get("Precision@k"));
    }

    private static void checkWindows(Case c, VolumeUnderSurface volume, JsonNode expected) {
        JsonNode areas = expected.get("RangeAUC(window)");
        RangeAuc atWindow = RangeAuc.of(c.scores(), c.labels(), c.window());
        assertThat(atWindow.roc()).isEqualTo(volume.rocAt(c.window()));
        assertThat(atWindow.pr()).isEqualTo(volume.prAt(c.window()));
        if (areas.has("exception")) {
            // TSB-AD's RangeAUC finds no segment in soft labels and divides by zero; ours is the slice of the volume.
            assertThat(areas.get("exception").asString()).startsWith("ZeroDivisionError");
            assertThat(c.window()).isGreaterThan(1);
            assertThat(atWindow.roc()).isBetween(0.0, 1.0);
            assertThat(atWindow.pr()).isBetween(0.0, 1.0);
        } else {
            assertClose("R-AUC-ROC", atWindow.roc(), areas.get("R-AUC-ROC"));
            assertClose("R-AUC-PR", atWindow.pr(), areas.get("R-AUC-PR"));
        }
        if (expected.has("VUS_by_window")) {
            JsonNode byWindow = expected.get("VUS_by_window");
            for (int w = 0; w <= c.window(); w++) {
                assertClose("AUC at window " + w, volume.rocAt(w), byWindow.get("auc[" + w + "]"));
                assertClose("AP at window " + w, volume.prAt(w), byWindow.get("ap[" + w + "]"));
            }
        }
    }

    /** Where TSB-AD raises for want of one class, we refuse with a sentence; affiliation needs no normal row. */
    private static void checkOneClass(Case c) {
        boolean noAnomaly = c.labels().count(Labels.State.ANOMALOUS) == 0;
        String reason =
                noAnomaly ? "none of the 500 rows is labelled anomalous" : "all 300 rows are labelled anomalous";
        boolean[] predictions = Predictions.top(c.scores(), noAnomaly ? 1 : c.scores().length);
        assertThatThrownBy(() -> ScoreMetrics.of(c.scores(), c.labels(), c.window()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(
                        () -> AlarmMetrics.of(predictions, c.labels(), c.window(), TimeAxis.rows(predictions.length)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> RangeAuc.of(c.scores(), c.labels(), c.window()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(reason);
        JsonNode affiliation = c.expected().get("predTopK").get("affiliation");
        assertThat(affiliation.has("exception")).isEqualTo(noAnomaly);
        if (noAnomaly) {
            assertThatThrownBy(() -> AffiliationF1.of(predictions, c.labels()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(reason);
        } else {
            checkAffiliation(AffiliationF1.of(predictions, c.labels()), affiliation);
        }
    }

    private static void checkSeries(Series s) {
        JsonNode expected = s.expected();
        WindowLengthRule rule = WindowLengthRule.RULE_2024;
        assertThat(s.values()).hasSize(expected.get("n").asInt());
        for (int rank = 0; rank <= 3; rank++) {
            assertThat(rule.windowLength(s.values(), rank))
                    .as("rank " + rank)
                    .isEqualTo(expected.get("rank" + rank).asInt());
        }
        assertThat(rule.windowLength(s.values()))
                .isEqualTo(expected.get("find_length").asInt());
        double[] correlation = WindowLengthRule.autocorrelation(
                java.util.Arrays.copyOf(s.values(), Math.min(20_000, s.values().length)), 400);
        assertThat(correlation).hasSize(expected.get("acf_len").asInt());
        JsonNode first = expected.get("acf_lag0_19");
        for (int lag = 0; lag < first.size(); lag++) {
            assertClose("autocorrelation at lag " + lag, correlation[lag], first.get(lag));
        }
        assertClose("last autocorrelation", correlation[correlation.length - 1], expected.get("acf_last"));
    }
}
