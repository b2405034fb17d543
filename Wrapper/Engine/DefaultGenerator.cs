using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// LibTorch's own generator of random numbers on the CPU, which all threads draw from. TorchSharp makes an object for it at each question
/// and holds none of them, so that a finalizer may delete what native code reads: here one object is held as long as the program runs.
/// </summary>
internal static class DefaultGenerator
{
#pragma warning disable RS0030      // the one place where it is asked for
    private static readonly Generator s_generator = Generator.Default;
#pragma warning restore RS0030

    /// <summary>Where the generator is, as a new tensor each time; never what it is in the middle of another thread's draw.</summary>
    public static Tensor State
    {
        get
        {
            GeneratorMutex.Lock(s_generator.Handle);
            try
            {
                return s_generator.get_state();
            }
            finally
            {
                GeneratorMutex.Unlock(s_generator.Handle);
            }
        }
        set
        {
            if (Level.Holds(value))
                throw new AutogradException(AutogradError.NotImplemented,
                    "Random numbers can't be drawn again inside a transform (vmap, grad, jvp): the state of their generator has been made a tensor of it. Take a gradient with createGraph through "
                    + "Checkpoint outside of the transformed function.");
            GeneratorMutex.Lock(s_generator.Handle);
            try
            {
                s_generator.set_state(value);
            }
            finally
            {
                GeneratorMutex.Unlock(s_generator.Handle);
                GC.KeepAlive(value);
            }
        }
    }
}
