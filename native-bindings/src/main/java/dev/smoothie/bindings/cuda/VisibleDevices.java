package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the driver which cards this process may use, or why there are none; opens none of them. */
final class VisibleDevices {
    private static final int NAME_BYTES = 256;
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    private VisibleDevices() {}

    static Availability<List<DeviceInfo>> find(CudaPlaces places) {
        int status = CudaDriver.cuInit(0);
        if (status != CudaDriver.CUDA_SUCCESS()) {
            return none(status, places);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(CudaDriver.C_INT);
            status = CudaDriver.cuDeviceGetCount(number);
            int count = status == CudaDriver.CUDA_SUCCESS() ? number.get(CudaDriver.C_INT, 0) : 0;
            if (count == 0) {
                return none(status == CudaDriver.CUDA_SUCCESS() ? CudaDriver.CUDA_ERROR_NO_DEVICE() : status, places);
            }
            var cards = new ArrayList<DeviceInfo>();
            for (int ordinal = 0; ordinal < count; ordinal++) {
                cards.add(describe(ordinal, arena));
            }
            return new Present<>(List.copyOf(cards));
        }
    }

    private static DeviceInfo describe(int ordinal, Arena arena) {
        MemorySegment handle = arena.allocate(CudaDriver.C_INT);
        CudaStatus.driver(CudaDriver.cuDeviceGet(handle, ordinal), "cuDeviceGet", () -> "device " + ordinal);
        int device = handle.get(CudaDriver.C_INT, 0);
        MemorySegment name = arena.allocate(NAME_BYTES);
        CudaStatus.driver(CudaDriver.cuDeviceGetName(name, NAME_BYTES, device), "cuDeviceGetName",
                () -> "device " + ordinal);
        MemorySegment memory = arena.allocate(CudaDriver.C_LONG);
        CudaStatus.driver(CudaDriver.cuDeviceTotalMem_v2(memory, device), "cuDeviceTotalMem_v2",
                () -> "device " + ordinal);
        return new DeviceInfo(ordinal, name.getString(0),
                attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR(), device, arena),
                attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR(), device, arena),
                memory.get(CudaDriver.C_LONG, 0),
                attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT(), device, arena),
                attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE(), device, arena),
                attribute(CudaDriver.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN(), device, arena));
    }

    private static int attribute(int attribute, int device, Arena arena) {
        MemorySegment value = arena.allocate(CudaDriver.C_INT);
        CudaStatus.driver(CudaDriver.cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute",
                () -> "attribute %d of device %d".formatted(attribute, device));
        return value.get(CudaDriver.C_INT, 0);
    }

    /** The reason why there is none: what the driver says, and which of the usual causes can be seen from here. */
    private static Availability<List<DeviceInfo>> none(int status, CudaPlaces places) {
        String said = CudaStatus.describeDriver(status);
        if (status == CudaDriver.CUDA_ERROR_SYSTEM_NOT_READY()) {
            return new Absent<>("the cards are not ready (%s)".formatted(said),
                    "start nvidia-fabricmanager, which joins the cards of this kind of machine");
        }
        if (status == CudaDriver.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH()) {
            return new Absent<>("the driver's library and its kernel module differ in version (%s)".formatted(said),
                    "restart the machine, or load the kernel module again");
        }
        return files(said, places.root()).orElseGet(() -> hidden(said, places.environment()));
    }

    /**
     * Looks at the driver's files: the driver itself does not tell a card that may not be opened from one that is not
     * there.
     */
    private static Optional<Availability<List<DeviceInfo>>> files(String said, Path root) {
        Path control = root.resolve("dev/nvidiactl");
        Path first = root.resolve("dev/nvidia0");
        if (Files.exists(root.resolve("dev/dxg"))) {
            return Optional.empty(); // Windows' subsystem for Linux has one file for all cards
        }
        for (Path file : List.of(control, first)) {
            if (Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file))) {
                return Optional.of(new Absent<>("this user may not open %s (%s)".formatted(file, said),
                        "add the user to the group that owns it (often video or render), or in a container allow the device"));
            }
        }
        return Files.exists(first)
                ? Optional.empty()
                : Optional.of(new Absent<>(
                        "the driver's library is there, but no card: there is no %s (%s)".formatted(first, said),
                        "load the driver's kernel module (nvidia-smi does so); in a container ask for the card (docker run --gpus all)"));
    }

    private static Availability<List<DeviceInfo>> hidden(String said, Map<String, String> environment) {
        String visible = environment.get(VISIBLE);
        return visible == null
                ? new Absent<>("the driver finds no card (%s)".formatted(said), CudaStart.ASK_NVIDIA_SMI)
                : new Absent<>("the driver finds no card among those that %s='%s' leaves (%s)".formatted(VISIBLE,
                        visible, said), "unset %s, or name cards that nvidia-smi shows".formatted(VISIBLE));
    }
}
