package io.vigie.cli;

import io.vigie.cli.report.ReportContent;
import io.vigie.cli.report.ReportContent.ChannelQuality;
import io.vigie.pipeline.Judgement;
import io.vigie.prepare.ChannelHealth;
import io.vigie.prepare.ChannelHealth.Fault;
import io.vigie.series.ChannelInspection;
import io.vigie.series.Inspection;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The data quality section of the report. */
final class Quality {
    private static final int FAULTS_TOLD = 3;

    private Quality() {}

    static ReportContent.Quality of(Judgement judgement, Inspection inspection, List<String> runNotes) {
        List<String> notes = new ArrayList<>(runNotes);
        notes.addAll(inspection.findings());
        List<ChannelQuality> channels = new ArrayList<>();
        TimeSeries series = judgement.series();
        for (int c = 0; c < series.channelCount(); c++) {
            ChannelInspection channel = inspection.channels().get(c);
            List<String> remarks = new ArrayList<>();
            if (channel.kind() != ChannelInspection.Kind.CONTINUOUS) {
                remarks.add(channel.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
            remarks.addAll(channel.suspicions());
            remarks.addAll(faults(judgement.health(), series, c));
            channels.add(new ChannelQuality(
                    channel.name(),
                    channel.missingShare(),
                    channel.min(),
                    channel.median(),
                    channel.max(),
                    judgement.pipeline().preparation().sensorNoise(c),
                    String.join("; ", remarks)));
        }
        return new ReportContent.Quality(notes, channels);
    }

    private static List<String> faults(ChannelHealth health, TimeSeries series, int channel) {
        List<String> words = new ArrayList<>();
        List<Fault> faults = health.faults(channel);
        for (Fault fault : faults.subList(0, Math.min(FAULTS_TOLD, faults.size()))) {
            words.add(String.format(
                    Locale.ROOT,
                    "%s for %,d rows from %s",
                    fault.state().name().toLowerCase(Locale.ROOT),
                    fault.rows().length(),
                    series.time().format(fault.rows().from())));
        }
        if (faults.size() > FAULTS_TOLD) {
            words.add(faults.size() - FAULTS_TOLD + " more such stretches");
        }
        return words;
    }
}
