package io.vigie.cli;

import io.vigie.detect.Device;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Where and how exactly detectors that learn networks compute; the others take no notice. */
final class NetworkOptions {
    // read by io.vigie.deep.engine.TorchRuntime, which this module needs at run time only
    private static final String PRECISION_PROPERTY = "vigie.torch.precision";

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            converter = DeviceConverter.class,
            description = "Networks: cpu, or cuda where libtorch has it. Default: ${DEFAULT-VALUE}.")
    private Device device = Device.CPU;

    @Option(
            names = "--precision",
            paramLabel = "LEVEL",
            description =
                    "Networks: precision of matrix products, highest, high or medium (bfloat16 where the processor"
                            + " multiplies it faster). Default: highest.")
    private @Nullable String precision;

    /** Fails on what is wrong with the texts, before long work begins. */
    void check() {
        apply(RunContext.defaults());
    }

    /** The context with these settings; the precision holds for the whole process. */
    RunContext apply(RunContext context) {
        if (precision != null) {
            if (!precision.toLowerCase(Locale.ROOT).matches("highest|high|medium")) {
                throw new OptionException("--precision is '" + precision + "'; use highest, high or medium");
            }
            System.setProperty(PRECISION_PROPERTY, precision);
        }
        return context.withDevice(device);
    }

    static final class DeviceConverter implements ITypeConverter<Device> {
        @Override
        public Device convert(String text) {
            for (Device known : Device.values()) {
                if (known.name().equalsIgnoreCase(text)) {
                    return known;
                }
            }
            throw new OptionException("--device is '" + text + "'; use cpu or cuda");
        }
    }
}
