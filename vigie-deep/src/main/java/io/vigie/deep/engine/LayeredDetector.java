package io.vigie.deep.engine;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Detector;
import java.util.List;
import java.util.Set;

/**
 * Options of a detector whose network has hidden layers that can be asked for by name. What it fits, and what is read back,
 * is a {@link FittedNetwork}.
 */
public interface LayeredDetector extends Detector {
    /** Rows that the network reads. */
    int window();

    /** Names of the hidden layers that {@link Network#layers} gives, in its order, whatever the window. */
    List<String> layers();

    /** Fewest rows of a window whose hidden layers can be asked for. */
    default int fewestRows() {
        return 1;
    }

    /**
     * The same network for windows of some rows, at least {@link #fewestRows}, and trainable on one such window. Options that
     * bear on scores alone are set to what suits such windows and costs least.
     */
    LayeredDetector reading(int rows);

    /** Kinds of anomaly that may leave hidden layers where they are, though scores may tell them. */
    Set<AnomalyKind> layerBlindSpots();
}
