package io.vigie.bench.protocol;

import io.vigie.bench.data.Asd;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.DataSet;
import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.JumpStarter;
import io.vigie.bench.data.Nab;
import io.vigie.bench.data.RootCauseDataSet;
import io.vigie.bench.data.Skab;
import io.vigie.bench.data.SmapMsl;
import io.vigie.bench.data.Smd;
import io.vigie.bench.data.Tep;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAd;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ProtocolCatalog;
import io.vigie.evaluate.WindowLengthRule;
import java.util.ArrayList;
import java.util.List;

/** The protocols of this package. A new one is a class and a line in each method here. */
public final class PublicProtocols implements ProtocolCatalog {
    private static final String SMD = "SMD";
    private static final String SMAP_MSL = "SMAP-MSL";
    private static final String ASD = "ASD";
    private static final String JUMP_STARTER = "JumpStarter";
    private static final List<String> DATA_SETS =
            List.of(SMD, SMAP_MSL, ASD, JUMP_STARTER, SkabProtocol.ID, TepProtocol.ID, NabProtocol.ID);

    private static final List<String> ROOT_CAUSE = List.of(SMD, ASD);

    /** Id of a track of TSB-AD. */
    public static String tsbAd(Track track) {
        return TsbAdProtocol.PREFIX + track.letter();
    }

    /** Id of the series that settings are chosen on. */
    public static String development(Track track) {
        return DevelopmentProtocol.PREFIX + track.letter();
    }

    /** Ids of the data sets with series of their own, beside TSB-AD. */
    public static List<String> dataSets() {
        return DATA_SETS;
    }

    /**
     * Id of the series of another protocol under disturbances.
     *
     * @param protocol {@link #tsbAd} or {@link #development} of a track
     */
    public static String robustness(String protocol) {
        return RobustnessProtocol.PREFIX + protocol;
    }

    /** Names of the data sets whose experts say which channels caused each anomaly. */
    public static List<String> rootCauseDataSets() {
        return ROOT_CAUSE;
    }

    /**
     * Id of the root causes of a data set.
     *
     * @param dataSet one of {@link #rootCauseDataSets()}
     */
    public static String rootCause(String dataSet) {
        return dataSet + RootCauseProtocol.SUFFIX;
    }

    /**
     * The series of one of {@link #dataSets()}, or of the root causes of one.
     *
     * @throws io.vigie.series.BadInputException if the folder lacks them
     */
    public static DataSet dataSet(String id, DataFolder data) {
        return switch (id) {
            case SMD + RootCauseProtocol.SUFFIX, ASD + RootCauseProtocol.SUFFIX -> rootCauses(id, data);
            case SMD -> Smd.of(data);
            case SMAP_MSL -> SmapMsl.of(data);
            case ASD -> Asd.of(data);
            case JUMP_STARTER -> JumpStarter.of(data);
            case SkabProtocol.ID -> Skab.of(data);
            case TepProtocol.ID -> Tep.of(data);
            case NabProtocol.ID -> Nab.of(data);
            default -> throw new IllegalArgumentException("no data set '" + id + "' here");
        };
    }

    private static RootCauseDataSet rootCauses(String id, DataFolder data) {
        return id.startsWith(SMD) ? Smd.of(data) : Asd.of(data);
    }

    @Override
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (Track track : Track.values()) {
            ids.add(tsbAd(track));
            ids.add(development(track));
            ids.add(robustness(tsbAd(track)));
            ids.add(robustness(development(track)));
        }
        ids.addAll(DATA_SETS);
        ROOT_CAUSE.forEach(dataSet -> ids.add(rootCause(dataSet)));
        return ids;
    }

    @Override
    public Protocol open(String id, DataFolder data, WindowLengthRule rule) {
        if (id.startsWith(RobustnessProtocol.PREFIX)) {
            return new RobustnessProtocol(open(id.substring(RobustnessProtocol.PREFIX.length()), data, rule));
        }
        if (id.startsWith(TsbAdProtocol.PREFIX)) {
            return new TsbAdProtocol(Track.parse(id.substring(TsbAdProtocol.PREFIX.length())), TsbAd.of(data), rule);
        }
        if (id.startsWith(DevelopmentProtocol.PREFIX)) {
            return new DevelopmentProtocol(
                    Track.parse(id.substring(DevelopmentProtocol.PREFIX.length())), DevelopmentSets.of(data), rule);
        }
        if (id.endsWith(RootCauseProtocol.SUFFIX)) {
            return new RootCauseProtocol(id, rootCauses(id, data));
        }
        return switch (id) {
            case SkabProtocol.ID -> new SkabProtocol(Skab.of(data), rule);
            case TepProtocol.ID -> new TepProtocol(Tep.of(data), rule);
            case NabProtocol.ID -> new NabProtocol(Nab.of(data), rule);
            default -> new SplitProtocol(id, dataSet(id, data), rule);
        };
    }
}
