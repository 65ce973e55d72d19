package io.vigie.detect.classic;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.config.Precision;
import com.amazon.randomcutforest.state.ExecutionContext;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import com.amazon.randomcutforest.state.RandomCutForestState;
import com.amazon.randomcutforest.state.sampler.CompactSamplerState;
import com.amazon.randomcutforest.state.store.NodeStoreState;
import com.amazon.randomcutforest.state.store.PointStoreState;
import com.amazon.randomcutforest.state.tree.CompactRandomCutTreeState;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a random cut forest as attributes and tensors, and back. Everything that the library's mappers keep is
 * kept, seeds of samplers and trees included, so a forest that was written and read goes on with the same bits.
 */
final class RandomCutForestStates {
    private static final int MAX_TREES = 100_000;

    private RandomCutForestStates() {}

    static RandomCutForestState of(RandomCutForest forest) {
        return mapper().toState(forest);
    }

    static RandomCutForest forest(RandomCutForestState state) {
        return mapper().toModel(state);
    }

    private static RandomCutForestMapper mapper() {
        RandomCutForestMapper mapper = new RandomCutForestMapper();
        mapper.setSaveTreeStateEnabled(true);
        mapper.setSaveExecutorContextEnabled(true);
        mapper.setCompressionEnabled(false);
        mapper.setPartialTreeStateEnabled(false);
        return mapper;
    }

    static void write(RandomCutForestState state, ModelWriter out) {
        out.integer("format", 1);
        out.text("version", state.getVersion());
        out.integer("total-updates", state.getTotalUpdates());
        out.number("time-decay", state.getTimeDecay());
        out.integer("trees", state.getNumberOfTrees());
        out.integer("sample-size", state.getSampleSize());
        out.integer("shingle-size", state.getShingleSize());
        out.integer("dimensions", state.getDimensions());
        out.integer("output-after", state.getOutputAfter());
        out.number("bounding-box-cache", state.getBoundingBoxCacheFraction());
        out.flag("partial", state.isPartialTreeState());
        out.flag("sampling", state.isCurrentlySampling());
        writePoints(state.getPointStoreState(), out.section("points"));
        for (int t = 0; t < state.getNumberOfTrees(); t++) {
            ModelWriter tree = out.section("tree-" + t);
            writeSampler(state.getCompactSamplerStates().get(t), tree.section("sampler"));
            writeTree(state.getCompactRandomCutTreeStates().get(t), tree);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ModelFormatException if the state is not one of a forest of these dimensions
     */
    static RandomCutForestState read(ModelReader in, int trees, int sampleSize, int shingleSize, int channels) {
        RandomCutForestState state = new RandomCutForestState();
        int dimensions = Math.multiplyExact(shingleSize, channels);
        in.integer("format", 1, 1);
        in.integer("trees", trees, Math.min(trees, MAX_TREES));
        in.integer("sample-size", sampleSize, sampleSize);
        in.integer("shingle-size", shingleSize, shingleSize);
        in.integer("dimensions", dimensions, dimensions);
        state.setVersion(in.text("version"));
        state.setTotalUpdates(in.integer("total-updates"));
        state.setTimeDecay(in.number("time-decay"));
        state.setNumberOfTrees(trees);
        state.setSampleSize(sampleSize);
        state.setShingleSize(shingleSize);
        state.setDimensions(dimensions);
        state.setOutputAfter(in.integer("output-after", 1, Integer.MAX_VALUE));
        state.setBoundingBoxCacheFraction(in.number("bounding-box-cache"));
        state.setPartialTreeState(in.flag("partial"));
        state.setCurrentlySampling(in.flag("sampling"));
        state.setCompressed(false);
        state.setCompact(true);
        state.setStoreSequenceIndexesEnabled(false);
        state.setInternalShinglingEnabled(false);
        state.setCenterOfMassEnabled(false);
        state.setPrecision(Precision.FLOAT_32.name());
        state.setSaveTreeStateEnabled(true);
        state.setSaveSamplerStateEnabled(true);
        state.setSaveCoordinatorStateEnabled(true);
        ExecutionContext execution = new ExecutionContext();
        execution.setParallelExecutionEnabled(false);
        execution.setThreadPoolSize(0);
        state.setExecutionContext(execution);
        state.setPointStoreState(readPoints(in.section("points"), trees, sampleSize, shingleSize, dimensions));
        List<CompactSamplerState> samplers = new ArrayList<>();
        List<CompactRandomCutTreeState> cuts = new ArrayList<>();
        for (int t = 0; t < trees; t++) {
            ModelReader tree = in.section("tree-" + t);
            samplers.add(readSampler(tree.section("sampler"), sampleSize));
            cuts.add(readTree(tree, sampleSize, dimensions));
        }
        state.setCompactSamplerStates(samplers);
        state.setCompactRandomCutTreeStates(cuts);
        try {
            forest(state);
        } catch (RuntimeException e) {
            throw new ModelFormatException(
                    "the random cut forest cannot be rebuilt (" + e + "); copy the model again", e);
        }
        return state;
    }

    private static void writePoints(PointStoreState points, ModelWriter out) {
        out.text("version", points.getVersion());
        out.integer("capacity", points.getCapacity());
        out.integer("start-of-free-segment", points.getStartOfFreeSegment());
        out.flag("direct-location-map", points.isDirectLocationMap());
        out.flag("reverse-available", points.isReverseAvailable());
        out.flag("rotation", points.isRotationEnabled());
        out.flag("dynamic-resizing", points.isDynamicResizingEnabled());
        out.integer("last-timestamp", points.getLastTimeStamp());
        out.integer("store-capacity", points.getCurrentStoreCapacity());
        out.integer("index-capacity", points.getIndexCapacity());
        bits(out, "data", points.getPointData());
        ints(out, "references", points.getRefCount());
        ints(out, "locations", points.getLocationList());
        ints(out, "reverse-locations", points.getReverseLocationList());
        ints(out, "duplicates", points.getDuplicateRefs());
    }

    private static PointStoreState readPoints(
            ModelReader in, int trees, int sampleSize, int shingleSize, int dimensions) {
        int most = (int) Math.min(Integer.MAX_VALUE, 2L * trees * sampleSize + 2);
        PointStoreState points = new PointStoreState();
        points.setVersion(in.text("version"));
        points.setDimensions(dimensions);
        points.setShingleSize(shingleSize);
        points.setPrecision(Precision.FLOAT_32.name());
        points.setCompressed(false);
        points.setInternalShinglingEnabled(false);
        points.setCapacity(in.integer("capacity", 1, most));
        points.setStartOfFreeSegment(in.integer("start-of-free-segment", 0, Integer.MAX_VALUE));
        points.setDirectLocationMap(in.flag("direct-location-map"));
        points.setReverseAvailable(in.flag("reverse-available"));
        points.setRotationEnabled(in.flag("rotation"));
        points.setDynamicResizingEnabled(in.flag("dynamic-resizing"));
        points.setLastTimeStamp(in.integer("last-timestamp"));
        points.setCurrentStoreCapacity(in.integer("store-capacity", 1, most));
        points.setIndexCapacity(in.integer("index-capacity", 1, most));
        points.setPointData(bits(in, "data"));
        points.setRefCount(ints(in, "references"));
        points.setLocationList(ints(in, "locations"));
        points.setReverseLocationList(ints(in, "reverse-locations"));
        points.setDuplicateRefs(ints(in, "duplicates"));
        return points;
    }

    private static void writeSampler(CompactSamplerState sampler, ModelWriter out) {
        out.text("version", sampler.getVersion());
        out.integer("size", sampler.getSize());
        out.integer("seed", sampler.getRandomSeed());
        out.number("initial-accept-fraction", sampler.getInitialAcceptFraction());
        out.number("time-decay", sampler.getTimeDecay());
        out.integer("decay-update", sampler.getSequenceIndexOfMostRecentTimeDecayUpdate());
        out.integer("sequence", sampler.getMaxSequenceIndex());
        ints(out, "points", sampler.getPointIndex());
        float[] weight = sampler.getWeight();
        if (weight != null) {
            out.tensor("weight", weight, weight.length);
        }
    }

    private static CompactSamplerState readSampler(ModelReader in, int capacity) {
        CompactSamplerState sampler = new CompactSamplerState();
        sampler.setVersion(in.text("version"));
        sampler.setCapacity(capacity);
        sampler.setCompressed(false);
        sampler.setStoreSequenceIndicesEnabled(false);
        sampler.setSize(in.integer("size", 0, capacity));
        sampler.setRandomSeed(in.integer("seed"));
        sampler.setInitialAcceptFraction(in.number("initial-accept-fraction"));
        sampler.setTimeDecay(in.number("time-decay"));
        sampler.setSequenceIndexOfMostRecentTimeDecayUpdate(in.integer("decay-update"));
        sampler.setMaxSequenceIndex(in.integer("sequence"));
        sampler.setPointIndex(ints(in, "points"));
        if (in.has("weight")) {
            sampler.setWeight(in.floats("weight", in.shape("weight")));
        }
        return sampler;
    }

    private static void writeTree(CompactRandomCutTreeState tree, ModelWriter out) {
        out.text("version", tree.getVersion());
        out.integer("root", tree.getRoot());
        out.integer("max-size", tree.getMaxSize());
        out.integer("output-after", tree.getOutputAfter());
        out.number("bounding-box-cache", tree.getBoundingBoxCacheFraction());
        out.flag("partial", tree.isPartialTreeState());
        out.integer("seed", tree.getSeed());
        out.integer("static-seed", tree.getStaticSeed());
        out.integer("id", tree.getId());
        out.number("weight", tree.getWeight());
        NodeStoreState nodes = tree.getNodeStoreState();
        ModelWriter node = out.section("nodes");
        node.text("version", nodes.getVersion());
        node.integer("capacity", nodes.getCapacity());
        node.integer("root", nodes.getRoot());
        node.integer("size", nodes.getSize());
        node.flag("compressed", nodes.isCompressed());
        node.flag("canonical", nodes.isCanonicalAndNotALeaf());
        node.flag("partial", nodes.isPartialTreeStateEnabled());
        node.integer("free-nodes", nodes.getNodeFreeIndexPointer());
        node.integer("free-leaves", nodes.getLeafFreeIndexPointer());
        ints(node, "cut-dimension", nodes.getCutDimension());
        bits(node, "cut-value", nodes.getCutValueData());
        ints(node, "left", nodes.getLeftIndex());
        ints(node, "right", nodes.getRightIndex());
        ints(node, "free-node-index", nodes.getNodeFreeIndexes());
        ints(node, "free-leaf-index", nodes.getLeafFreeIndexes());
        ints(node, "leaf-mass", nodes.getLeafMass());
        ints(node, "leaf-point", nodes.getLeafPointIndex());
    }

    private static CompactRandomCutTreeState readTree(ModelReader in, int sampleSize, int dimensions) {
        CompactRandomCutTreeState tree = new CompactRandomCutTreeState();
        tree.setVersion(in.text("version"));
        tree.setStoreSequenceIndexesEnabled(false);
        tree.setCenterOfMassEnabled(false);
        tree.setDimensions(dimensions);
        tree.setRoot(in.integer("root", 0, Integer.MAX_VALUE));
        tree.setMaxSize(in.integer("max-size", 0, sampleSize));
        tree.setOutputAfter(in.integer("output-after", 0, Integer.MAX_VALUE));
        tree.setBoundingBoxCacheFraction(in.number("bounding-box-cache"));
        tree.setPartialTreeState(in.flag("partial"));
        tree.setSeed(in.integer("seed"));
        tree.setStaticSeed(in.integer("static-seed"));
        tree.setId(in.integer("id", Integer.MIN_VALUE, Integer.MAX_VALUE));
        tree.setWeight((float) in.number("weight"));
        ModelReader node = in.section("nodes");
        NodeStoreState nodes = new NodeStoreState();
        nodes.setVersion(node.text("version"));
        nodes.setCapacity(node.integer("capacity", 0, sampleSize));
        nodes.setRoot(node.integer("root", 0, Integer.MAX_VALUE));
        nodes.setSize(node.integer("size", 0, sampleSize));
        nodes.setPrecision(Precision.FLOAT_32.name());
        nodes.setCompressed(node.flag("compressed"));
        nodes.setCanonicalAndNotALeaf(node.flag("canonical"));
        nodes.setPartialTreeStateEnabled(node.flag("partial"));
        nodes.setNodeFreeIndexPointer(node.integer("free-nodes", -1, sampleSize));
        nodes.setLeafFreeIndexPointer(node.integer("free-leaves", -1, sampleSize));
        nodes.setCutDimension(ints(node, "cut-dimension"));
        nodes.setCutValueData(bits(node, "cut-value"));
        nodes.setLeftIndex(ints(node, "left"));
        nodes.setRightIndex(ints(node, "right"));
        nodes.setNodeFreeIndexes(ints(node, "free-node-index"));
        nodes.setLeafFreeIndexes(ints(node, "free-leaf-index"));
        nodes.setLeafMass(ints(node, "leaf-mass"));
        nodes.setLeafPointIndex(ints(node, "leaf-point"));
        tree.setNodeStoreState(nodes);
        return tree;
    }

    private static void ints(ModelWriter out, String name, int @Nullable [] values) {
        if (values != null) {
            out.tensor(name, values, values.length);
        }
    }

    private static int @Nullable [] ints(ModelReader in, String name) {
        return in.has(name) ? in.ints(name, in.shape(name)) : null;
    }

    /** Packed float32 values, kept as the words they are. */
    private static void bits(ModelWriter out, String name, byte @Nullable [] bytes) {
        if (bytes != null) {
            int[] words = new int[bytes.length / Integer.BYTES];
            ByteBuffer.wrap(bytes).asIntBuffer().get(words);
            out.tensor(name, words, words.length);
        }
    }

    private static byte @Nullable [] bits(ModelReader in, String name) {
        int[] words = ints(in, name);
        if (words == null) {
            return null;
        }
        byte[] bytes = new byte[words.length * Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().put(words);
        return bytes;
    }
}
