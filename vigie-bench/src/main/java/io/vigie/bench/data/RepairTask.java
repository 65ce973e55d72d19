package io.vigie.bench.data;

import io.vigie.detect.OptionException;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A series whose events are told anew.
 *
 * @param train normal rows
 * @param judged rows that events are looked for in
 * @param planted what was planted there; nothing where the events are real
 * @param clean the judged rows before anything was planted, where it was
 */
public record RepairTask(
        String name, TimeSeries train, TimeSeries judged, Optional<Labels> planted, Optional<TimeSeries> clean) {
    /** Data sets with tasks. */
    public static final List<String> DATA_SETS = List.of("planted", "smd");

    private static final List<InjectionKind> KINDS = List.of(
            InjectionKind.SHIFT, InjectionKind.SPIKE, InjectionKind.NOISE, InjectionKind.DRIFT, InjectionKind.BUMP);
    private static final int COUNT = 6; // anomalies planted in a series
    private static final double TRAIN_SHARE = 0.6;
    private static final long SEED = 20_261_127;

    /**
     * The tasks of a data set. {@code smd}: train and test part of the machines that no Eva file of TSB-AD is made of, or of all at
     * hand. {@code planted}: of the train part of each server of ASD the first 60 % teach, and six anomalies of one kind, by turns
     * a shift, a spike, noise, a drift and a bump, are planted in the rest.
     */
    public static List<RepairTask> of(DataFolder data, String set, Scope scope) {
        List<RepairTask> tasks = new ArrayList<>();
        switch (set) {
            case "smd" -> {
                for (BenchmarkCase machine : Smd.of(data).cases(scope)) {
                    BenchmarkSeries series = machine.load();
                    tasks.add(new RepairTask(
                            series.name(), series.train(), series.scored(), Optional.empty(), Optional.empty()));
                }
            }
            case "planted" -> {
                for (BenchmarkCase server : Asd.of(data).cases(scope)) {
                    InjectionKind kind = KINDS.get(tasks.size() % KINDS.size());
                    tasks.add(planted(server.load().train(), kind));
                }
            }
            default ->
                throw new OptionException("no counterfactuals are measured on data set '" + set + "'; use one of "
                        + String.join(", ", DATA_SETS));
        }
        return tasks;
    }

    /**
     * A task of one normal series.
     *
     * @throws io.vigie.series.BadInputException if too few rows are left for six anomalies
     */
    public static RepairTask planted(TimeSeries normal, InjectionKind kind) {
        int cut = (int) (TRAIN_SHARE * normal.length());
        TimeSeries clean = normal.slice(cut, normal.length());
        Injection.Injected injected = new Injection(kind, COUNT, SEED).into(clean, clean.length() / 10, normal.name());
        return new RepairTask(
                normal.name() + " " + kind.name().toLowerCase(Locale.ROOT),
                normal.slice(0, cut),
                injected.series(),
                Optional.of(injected.labels()),
                Optional.of(clean));
    }
}
