package io.vigie.bench.protocol;

import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAd;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ProtocolCatalog;
import io.vigie.evaluate.WindowLengthRule;
import java.util.List;

/** The protocols of this package. A new one is a class and a line in each method here. */
public final class PublicProtocols implements ProtocolCatalog {
    /** Id of a track of TSB-AD. */
    public static String tsbAd(Track track) {
        return TsbAdProtocol.PREFIX + track.letter();
    }

    @Override
    public List<String> ids() {
        return List.of(tsbAd(Track.MULTIVARIATE), tsbAd(Track.UNIVARIATE));
    }

    @Override
    public Protocol open(String id, DataFolder data, WindowLengthRule rule) {
        if (id.startsWith(TsbAdProtocol.PREFIX)) {
            return new TsbAdProtocol(Track.parse(id.substring(TsbAdProtocol.PREFIX.length())), TsbAd.of(data), rule);
        }
        throw new IllegalArgumentException("no protocol '" + id + "' here");
    }
}
