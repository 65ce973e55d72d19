package io.vigie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RankingTest {
    /** Two methods that take turns to be better by the same amounts, and one that is worse on every file. */
    private static Ranking ranking() {
        int files = 40;
        double[][] values = new double[3][files];
        for (int i = 0; i < files; i++) {
            values[0][i] = 0.5;
            values[1][i] = 0.2;
            values[2][i] = 0.5 + (i % 2 == 0 ? 1 : -1) * 0.005 * (1 + i / 2);
        }
        return Ranking.of(
                List.of(entrant("first", values[0]), entrant("w<rst & last", values[1]), entrant("second", values[2])));
    }

    private static Entrant entrant(String label, double[] values) {
        return new Entrant(
                label,
                Entrant.Kind.OURS,
                values,
                values.length,
                0,
                new Bounds(0, 0),
                0,
                OptionalDouble.empty(),
                new double[4],
                OptionalDouble.empty(),
                1,
                0);
    }

    @Test
    void methodsThatTakeTurnsAreOneGroup() {
        Ranking ranking = ranking();
        assertThat(ranking.labels()).last().isEqualTo("w<rst & last");
        assertThat(ranking.averageRanks()).containsExactly(1.5, 1.5, 3.0);
        assertThat(ranking.groups()).containsExactly(new Ranking.Group(0, 1));
        assertThat(ranking.pValue()).isLessThan(1e-10);
        assertThat(ranking.files()).isEqualTo(40);
    }

    @Test
    void thePictureHoldsEveryMethodAndIsWellFormed() throws Exception {
        for (CriticalDifferencePicture.Ground ground : CriticalDifferencePicture.Ground.values()) {
            String svg = CriticalDifferencePicture.svg(ranking(), "second", ground);
            org.w3c.dom.Document document = javax.xml.parsers.DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new java.io.ByteArrayInputStream(svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(document.getDocumentElement().getTextContent())
                    .contains("first")
                    .contains("second")
                    .contains("w<rst & last")
                    .contains("3.00");
            assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(3);
        }
    }
}
