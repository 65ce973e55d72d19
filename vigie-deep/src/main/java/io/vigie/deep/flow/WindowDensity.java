package io.vigie.deep.flow;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Parameters;
import io.vigie.model.ModelWriter;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A density of windows that is trained, and what it says of a window. */
interface WindowDensity extends Network {
    /**
     * What a density says of windows: statistics, each [batch] in float64, the first the negative log density in nats;
     * the number and meaning of the others are the density's.
     *
     * @param channelNats parts of the negative log density that belong to a channel, [batch, channel]; no channels where
     *     it has no such parts. What they leave of the whole belongs to none
     */
    record Evidence(List<Tensor> statistics, Tensor channelNats) {
        public Evidence {
            statistics = List.copyOf(statistics);
        }

        Tensor nats() {
            return statistics.get(0);
        }
    }

    /**
     * @param windows [batch, channel, time]
     */
    Evidence evidence(Parameters parameters, Tensor windows);

    /** How many statistics there are. */
    int statistics();

    /** How many parts of the negative log density belong to channels: one each or none. */
    int channelParts();

    /** Whether the parts of channels are the whole of the negative log density: nothing belongs to none. */
    default boolean addsUp() {
        return false;
    }

    /** A difference of a channel's part that is worth a nat at most, whatever the train part; 0 where there is none. */
    default double leastPart() {
        return 0;
    }

    /**
     * What is worth telling a user of the trained density, one sentence each; nothing by default.
     *
     * @param windows windows that were not learned from, [batch, channel, time]
     */
    default List<String> findings(Parameters parameters, Tensor windows) {
        return List.of();
    }

    /** Writes what the network is built from beside options and schema. */
    void write(ModelWriter out);
}
