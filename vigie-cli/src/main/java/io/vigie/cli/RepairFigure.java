package io.vigie.cli;

/**
 * What the counterfactuals of one series are worth.
 *
 * @param events that were found, where anomalies were planted only those that touch one
 * @param told events with a counterfactual
 * @param enough counterfactuals with which the rows are no event any more
 * @param elsewhere those of them with which rows beside the event become one
 * @param channels mean share of the channels that a counterfactual changes
 * @param most largest share that one changes
 * @param error root mean square of expected less clean values in planted rows and changed channels, each in its channel's
 *     sensor noise; NaN where nothing was planted or no sensor noise is known
 * @param beside root mean square of judged less clean values in told rows and changed channels where nothing was planted, as
 *     measured in the channel's sensor noise: what the repair does outside the anomaly
 * @param abnormal told events whose rows are in an event with the clean values too: there the truth itself is not normal, and what
 *     is no event must be far from it
 * @param besideNormal as beside, over the others
 * @param window as beside over all channels, with those that are not changed, which are as the truth: how far the repaired window
 *     is from the truth outside the anomaly
 * @param windowNormal as window, over the events whose truth is none
 * @param outside the first where the same channels are told over as many normal rows before the event
 * @param within80 share of these clean values inside the 80 % band
 * @param within95 inside the 95 % band
 */
record RepairFigure(
        String series,
        int events,
        int told,
        int enough,
        int elsewhere,
        double channels,
        double most,
        double error,
        double beside,
        int abnormal,
        double besideNormal,
        double window,
        double windowNormal,
        double outside,
        double within80,
        double within95) {}
