package io.vigie.detect.gaussian;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/** All windows have the same position. */
record OnePosition() implements WindowPositions {
    @Override
    public int count() {
        return 1;
    }

    @Override
    public int lag() {
        return 0;
    }

    @Override
    public int past() {
        return 0;
    }

    @Override
    public Tracker tracker() {
        return new Tracker() {
            @Override
            public void push(double[] row) {}

            @Override
            public int position() {
                return 0;
            }

            @Override
            public void write(ModelWriter out) {}
        };
    }

    @Override
    public void write(ModelWriter out) {}

    @Override
    public Tracker tracker(ModelReader state) {
        return tracker();
    }
}
