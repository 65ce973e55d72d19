package io.vigie.deep.engine;

import io.vigie.detect.Device;
import io.vigie.detect.OptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/**
 * The one place that loads libtorch and that computes with it. Nothing native is loaded before the first computation, so
 * whoever lists, configures or reads about detectors does not pay for them.
 *
 * <p><b>Threads.</b> libtorch's kernels run on one thread each (OpenMP teams of one, and OpenBLAS told the same): two
 * pools that know nothing of each other spin for the same cores, and a step of a small network then takes several times
 * as long. Cores are used by running parts of fixed size beside each other on Vigie's own threads instead, so results do
 * not depend on how many there are, and fits that run at the same time share the cores like any other threads. Note that
 * the number of OpenBLAS threads is one for the whole process.
 *
 * <p><b>Memory.</b> What a computation allocates is freed when it ends; {@link #compute} opens the scope. Tensors that
 * must live longer leave it as Java arrays, or are held by {@link NetworkWeights}.
 *
 * <p><b>Random numbers</b> are drawn in Java ({@link Noise}); libtorch's generator, which all threads share, is not used.
 */
public final class TorchRuntime {
    /** System property: precision of float32 matrix products, {@code highest} (default), {@code high} or {@code medium}. */
    public static final String PRECISION_PROPERTY = "vigie.torch.precision";

    private static final String PHYSICAL_MEMORY_PROPERTY = "org.bytedeco.javacpp.maxPhysicalBytes";

    /** Loads once; a failure is kept and told again. */
    private static final class Holder {
        static final String FAILURE = load();
    }

    private static final ThreadLocal<Boolean> SINGLE = ThreadLocal.withInitial(() -> {
        torch.set_num_threads(1);
        return true;
    });

    private TorchRuntime() {}

    /**
     * Loads libtorch if that has not been done.
     *
     * @throws OptionException if there is none for this platform, or it cannot be loaded
     */
    public static void require() {
        if (!Holder.FAILURE.isEmpty()) {
            throw new OptionException(Holder.FAILURE);
        }
        SINGLE.get();
    }

    /**
     * As {@link #require()}, and the device must be there.
     *
     * @throws OptionException if it is not
     */
    public static void require(Device device) {
        require();
        if (device == Device.CUDA && !torch.cuda_is_available()) {
            throw new OptionException("device cuda is not available: "
                    + (Context.hasCUDART()
                            ? "libtorch was built for it but finds no card or driver; "
                            : "the libtorch on the class path was built without it; add org.bytedeco:pytorch with the"
                                    + " classifier " + Loader.getPlatform() + "-gpu and CUDA itself, or ")
                    + "use device cpu");
        }
    }

    /** Runs a computation without gradients; every tensor it makes is freed when it returns. */
    public static <T> T compute(Supplier<T> computation) {
        return run(false, computation);
    }

    /** As {@link #compute}, recording what gradients need. */
    public static <T> T differentiate(Supplier<T> computation) {
        return run(true, computation);
    }

    /** Version of libtorch and of its presets, for provenance. */
    public static String version() {
        try {
            return String.valueOf(Loader.getVersion("org.bytedeco", "pytorch"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T run(boolean gradients, Supplier<T> computation) {
        require();
        PointerScope scope = new PointerScope();
        AutoGradMode mode = new AutoGradMode(gradients);
        try {
            return computation.get();
        } finally {
            mode.close(); // gives the thread its former mode back
            scope.close();
        }
    }

    private static String load() {
        // JavaCPP compares the whole process with the Java heap's limit and refuses to allocate above twice that;
        // networks
        // live outside the heap on purpose.
        if (System.getProperty(PHYSICAL_MEMORY_PROPERTY) == null) {
            System.setProperty(PHYSICAL_MEMORY_PROPERTY, "0");
        }
        String precision = System.getProperty(PRECISION_PROPERTY, "highest").toLowerCase(Locale.ROOT);
        if (!precision.matches("highest|high|medium")) {
            return "system property " + PRECISION_PROPERTY + " is '" + precision + "'; use highest, high or medium";
        }
        try {
            unpack("torch_cpu");
            unpack("torch_cuda");
            Loader.load(openblas.class);
            Loader.load(torch.class);
            openblas.blas_set_num_threads(1);
            torch.globalContext().setUserEnabledNNPACK(false); // not for every processor, and says so on the console
            torch.globalContext().setFloat32MatmulPrecision(precision);
            torch.globalContext().setAllowTF32CuDNN(!precision.equals("highest")); // on by itself, for recurrent layers
            return "";
        } catch (LinkageError | IOException e) {
            return missing(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /**
     * Unpacks one of libtorch's own libraries before any is loaded. JavaCPP unpacks and loads them one after another, first
     * some that need this one: the system's would be taken for it where there is one, such as Debian's libtorch-dev, and two
     * versions in a process crash it.
     */
    private static void unpack(String library) throws IOException {
        String folder = "/org/bytedeco/pytorch/" + Loader.getPlatform();
        for (String extension : List.of("-gpu", "")) {
            URL resource = torch.class.getResource(folder + extension + "/" + System.mapLibraryName(library));
            if (resource != null) {
                Loader.cacheResource(resource);
                return;
            }
        }
    }

    private static String missing(String reason) {
        return "this detector computes with libtorch, which cannot be loaded on "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + " (" + reason
                + "); there are builds for linux-x86_64, macosx-arm64, macosx-x86_64 and windows-x86_64: add"
                + " org.bytedeco:pytorch, openblas and javacpp with that classifier to the class path,"
                + " or use a detector without native code";
    }
}
