package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.series.TimeSeries;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Makes the table of the resources again, by comparing contents, wherever both sides are in the data folder. */
class TsbAdOverlapTest {
    private static final double SAME = 1e-6;

    @Test
    void everyNameInTheTableIsOfficial() {
        assertThat(TsbAdOverlap.entries()).hasSizeGreaterThan(150);
        assertThat(TsbAdOverlap.reportOnly("smd", "machine-2-1")).isTrue();
        assertThat(TsbAdOverlap.reportOnly("smd", "machine-1-6")).isFalse();
        DataFolder data = RealDataFolder.with("tsb-ad");
        TsbAd official = TsbAd.of(data);
        for (TsbAdOverlap.Entry entry : TsbAdOverlap.entries()) {
            assertThat(official.official(entry.track(), entry.split())).contains(entry.file());
        }
    }

    @Test
    @Tag("slow")
    void machinesAreThoseWhoseContentsAgree() {
        DataFolder data = RealDataFolder.with("smd");
        compare(data, "smd", "SMD", Smd.of(data));
    }

    @Test
    @Tag("slow")
    void telemetryChannelsAreThoseWhoseContentsAgree() {
        DataFolder data = RealDataFolder.with("smap-msl");
        SmapMsl set = SmapMsl.of(data);
        compare(data, "smap-msl", "SMAP", set);
        compare(data, "smap-msl", "MSL", set);
    }

    @Test
    @Tag("slow")
    void seriesOfNabAreThoseWhoseContentsAgree() {
        DataFolder data = RealDataFolder.with("nab");
        compare(data, "nab", "NAB", Nab.of(data));
    }

    private static void compare(DataFolder data, String dataSet, String family, DataSet set) {
        RealDataFolder.with("tsb-ad");
        Map<String, TimeSeries> sources = new HashMap<>();
        for (BenchmarkCase found : set.cases(Scope.ALL)) {
            sources.put(found.name(), found.load().scored());
        }
        Map<String, Set<String>> table = new HashMap<>();
        for (TsbAdOverlap.Entry entry : TsbAdOverlap.entries()) {
            if (entry.dataSet().equals(dataSet)) {
                table.computeIfAbsent(entry.file(), file -> new HashSet<>()).add(entry.series());
            }
        }
        TsbAd tsbAd = TsbAd.of(data);
        int compared = 0;
        for (Track track : Track.values()) {
            for (Split split : Split.values()) {
                for (BenchmarkCase file : tsbAd.cases(track, split)) {
                    if (!TsbAd.family(file.name()).equals(family)) {
                        continue;
                    }
                    TimeSeries part = file.load().scored();
                    for (Map.Entry<String, TimeSeries> source : sources.entrySet()) {
                        boolean listed =
                                table.getOrDefault(file.name(), Set.of()).contains(source.getKey());
                        if (contains(source.getValue(), part)) {
                            compared++;
                            assertThat(listed)
                                    .as("%s is part of %s", file.name(), source.getKey())
                                    .isTrue();
                        }
                    }
                }
            }
        }
        assertThat(compared).as("files of TSB-AD found in %s", dataSet).isGreaterThan(10);
    }

    /** Whether the rows of a part are consecutive rows of a source: all channels, or for one channel any that varies. */
    private static boolean contains(TimeSeries source, TimeSeries part) {
        if (part.channelCount() == source.channelCount()) {
            return containsChannels(source, part, 0, part.channelCount());
        }
        if (part.channelCount() > 1 || source.channelCount() == 1 || source.channelCount() != 38) {
            return part.channelCount() == 1 && containsChannels(source, part, 0, 1);
        }
        for (int channel = 0; channel < source.channelCount(); channel++) {
            if (varies(part) && containsChannels(source, part, channel, 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean varies(TimeSeries part) {
        for (int row = 1; row < part.length(); row++) {
            if (part.value(0, row) != part.value(0, 0)) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsChannels(TimeSeries source, TimeSeries part, int first, int count) {
        for (int shift = 0; shift + part.length() <= source.length(); shift++) {
            boolean same = true;
            for (int row = 0; same && row < part.length(); row++) {
                for (int channel = 0; same && channel < count; channel++) {
                    same = Math.abs(source.value(first + channel, shift + row) - part.value(channel, row)) <= SAME;
                }
            }
            if (same) {
                return true;
            }
        }
        return false;
    }
}
