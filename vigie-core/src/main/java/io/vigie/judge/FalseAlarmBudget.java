package io.vigie.judge;

import io.vigie.detect.OptionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many false episodes a user accepts, per time or per number of rows. Episodes are what somebody has to look at, so
 * they are counted, not rows.
 *
 * @param episodes false episodes accepted, above 0
 * @param period per this time; zero where the budget is per rows
 * @param rows per this many rows; 0 where the budget is per time
 */
public record FalseAlarmBudget(double episodes, Duration period, long rows) {
    /** p-value above which no episode is entered, however generous the budget. */
    public static final double LARGEST_ENTER_P_VALUE = 0.05;

    private static final long MOST_PERIODS = 1_000_000_000;
    private static final Map<String, Duration> PERIODS = periods();
    private static final Pattern TEXT =
            Pattern.compile("\\s*([0-9.eE+-]+)\\s*(?:/|per\\s)\\s*([0-9]*)\\s*([a-z]+)\\s*", Pattern.CASE_INSENSITIVE);
    private static final String EXAMPLES = "write for example 1/day, 2/week or 0.5/1000rows";

    public FalseAlarmBudget {
        if (!(episodes > 0 && Double.isFinite(episodes))) {
            throw new OptionException("the false-alarm budget is " + episodes + "; use a number above 0, " + EXAMPLES);
        }
        if (period.isNegative() || rows < 0 || period.isZero() == (rows == 0)) {
            throw new OptionException("a false-alarm budget is per time or per rows; " + EXAMPLES);
        }
    }

    public static FalseAlarmBudget perDay(double episodes) {
        return new FalseAlarmBudget(episodes, Duration.ofDays(1), 0);
    }

    public static FalseAlarmBudget perThousandRows(double episodes) {
        return new FalseAlarmBudget(episodes, Duration.ZERO, 1000);
    }

    /**
     * What is used where nobody has said: one a day, but no more than one in 2000 rows, which is the stricter where rows
     * are more than 43 seconds apart and the only one where there is no time.
     */
    public static FalseAlarmBudget defaultFor(Duration samplingInterval) {
        FalseAlarmBudget perRows = perThousandRows(0.5);
        if (samplingInterval.isZero()) {
            return perRows;
        }
        FalseAlarmBudget daily = perDay(1);
        return daily.perRow(samplingInterval) < perRows.perRow(samplingInterval) ? daily : perRows;
    }

    /**
     * Reads {@code N/period} with period second, minute, hour, day, week, month (30 days) or year, or {@code N/1000rows}
     * with any number of rows; a count before the period multiplies it ({@code 1/8hours}).
     *
     * @throws OptionException for anything else
     */
    public static FalseAlarmBudget parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new OptionException("'" + text + "' is not a false-alarm budget; " + EXAMPLES);
        }
        double episodes;
        long multiple;
        try {
            episodes = Double.parseDouble(matcher.group(1));
            multiple = matcher.group(2).isEmpty() ? 1 : Long.parseLong(matcher.group(2));
        } catch (NumberFormatException e) {
            throw new OptionException("'" + text + "' is not a false-alarm budget; " + EXAMPLES);
        }
        String word = matcher.group(3).toLowerCase(Locale.ROOT);
        String unit = word.length() > 1 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
        if (unit.equals("row")) {
            if (multiple < 1) {
                throw new OptionException("'" + text + "' is per 0 rows; use at least 1 row");
            }
            return new FalseAlarmBudget(episodes, Duration.ZERO, multiple);
        }
        Duration period = PERIODS.get(unit);
        if (period == null) {
            throw new OptionException(
                    "'" + word + "' in '" + text + "' is no period; use one of " + PERIODS.keySet() + " or rows");
        }
        if (multiple < 1 || multiple > MOST_PERIODS) {
            throw new OptionException(
                    "'" + text + "' has a period of " + multiple + " " + word + "; use 1 to " + MOST_PERIODS);
        }
        return new FalseAlarmBudget(episodes, period.multipliedBy(multiple), 0);
    }

    /** True if the budget can only be used where the sampling interval is known. */
    public boolean needsTime() {
        return rows == 0;
    }

    /**
     * Accepted episodes per row.
     *
     * @param samplingInterval time between rows; zero where there is no time
     * @throws OptionException if the budget is per time and there is none
     */
    public double perRow(Duration samplingInterval) {
        if (rows > 0) {
            return episodes / rows;
        }
        if (samplingInterval.isZero() || samplingInterval.isNegative()) {
            throw new OptionException("a false-alarm budget of " + this
                    + " needs the time between rows, and the series has no timestamps; give it per rows, for example"
                    + " 0.5/1000rows");
        }
        return episodes * (seconds(samplingInterval) / seconds(period));
    }

    /**
     * The p-value at which episodes are to be entered: the largest whose expected rate of episodes under the null model
     * stays within the budget, at most {@value #LARGEST_ENTER_P_VALUE}; see {@link NullModel#enterPValue}.
     */
    public double enterPValue(NullModel model, EpisodePolicy policy, Duration samplingInterval) {
        return model.enterPValue(perRow(samplingInterval), policy);
    }

    /** The text that {@link #parse} reads back. */
    @Override
    public String toString() {
        String number = episodes == Math.rint(episodes) && episodes < 1e9
                ? Long.toString((long) episodes)
                : Double.toString(episodes);
        if (rows > 0) {
            return number + "/" + rows + "rows";
        }
        for (Map.Entry<String, Duration> entry : PERIODS.entrySet()) {
            if (entry.getValue().equals(period)) {
                return number + "/" + entry.getKey();
            }
        }
        return number + "/" + period.toSeconds() + "seconds";
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() * 1e-9;
    }

    private static Map<String, Duration> periods() {
        Map<String, Duration> periods = new LinkedHashMap<>();
        periods.put("second", Duration.ofSeconds(1));
        periods.put("minute", Duration.ofMinutes(1));
        periods.put("hour", Duration.ofHours(1));
        periods.put("day", Duration.ofDays(1));
        periods.put("week", Duration.ofDays(7));
        periods.put("month", Duration.ofDays(30));
        periods.put("year", Duration.ofDays(365));
        return periods;
    }
}
