package io.vigie.bench.report;

/**
 * The reference compared with another row on the files that both have.
 *
 * @param rival label of the other row
 * @param files number of those files
 * @param mean mean of reference less rival
 * @param interval its 95 % interval, files resampled
 * @param familyInterval its 95 % interval, whole data sets resampled: the more careful one
 * @param wins files where the reference is better by more than {@value #TIE}
 * @param pValue of Wilcoxon's signed-rank test, two-sided
 * @param corrected the same after Holm's correction for all rows of the report
 */
public record Difference(
        String rival,
        Entrant.Kind kind,
        int files,
        double mean,
        Bounds interval,
        Bounds familyInterval,
        int wins,
        int ties,
        int losses,
        double pValue,
        double corrected) {
    /** Published values are rounded to five digits at worst; closer ones are a tie. */
    static final double TIE = 1e-5;

    /** What the interval over files says. */
    public String verdict() {
        if (interval.low() > 0) {
            return familyInterval.low() > 0 ? "ahead" : "ahead (not by families)";
        }
        if (interval.high() < 0) {
            return familyInterval.high() < 0 ? "behind" : "behind (not by families)";
        }
        return "not separated";
    }
}
