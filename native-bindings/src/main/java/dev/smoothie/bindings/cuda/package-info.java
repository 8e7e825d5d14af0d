/**
 * Loads CUDA's four libraries by path, with the reason where that fails, and has a small checked wrapper for each thing
 * that they make. {@link dev.smoothie.bindings.cuda.Cuda} stands for the libraries and cards of the process, and any
 * thread may use it. {@link dev.smoothie.bindings.cuda.CudaDevice} is one card opened by one platform thread, and owns
 * everything made from it. Every extent is checked before a call and every status code after it. Nothing enters that
 * computes by itself.
 *
 * <h2>Who does what, in this order</h2>
 * <ol>
 * <li>{@link dev.smoothie.bindings.cuda.CudaSetup}: loads everything, and reports part by part what was found.
 * {@code CudaStart} takes the steps, {@code CudaPlaces} says where to look, {@code CudaLibraries} loads,
 * {@code VisibleDevices} asks for the cards.</li>
 * <li>{@link dev.smoothie.bindings.cuda.Nvrtc} compiles a {@link dev.smoothie.bindings.cuda.CudaSource};
 * {@link dev.smoothie.bindings.cuda.CubinCache} keeps the result on disk.</li>
 * <li>{@link dev.smoothie.bindings.cuda.CudaDevice} opens a card and makes everything on it: a
 * {@link dev.smoothie.bindings.cuda.DeviceBuffer} or {@link dev.smoothie.bindings.cuda.PinnedBuffer} of memory, a
 * {@link dev.smoothie.bindings.cuda.CudaStream} of work, a {@link dev.smoothie.bindings.cuda.CudaEvent} to wait for, a
 * {@link dev.smoothie.bindings.cuda.CudaModule} of kernels, {@link dev.smoothie.bindings.cuda.CuBlas} for matrix
 * products, a {@link dev.smoothie.bindings.cuda.TensorMap} that describes a matrix to the copy engine.</li>
 * </ol>
 */
package dev.smoothie.bindings.cuda;
