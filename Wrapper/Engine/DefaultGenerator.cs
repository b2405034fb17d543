using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// LibTorch's random generator on the CPU, which all threads share. TorchSharp creates a new object for it on each access and holds none,
/// so a finalizer may delete one while native code reads it. Here one object is held as long as the program runs.
/// </summary>
internal static class DefaultGenerator
{
#pragma warning disable RS0030      // the only place that reads it
    private static readonly Generator s_generator = Generator.Default;
#pragma warning restore RS0030

    /// <summary>The generator's state, as a new tensor. It is never read or written in the middle of another thread's draw.</summary>
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
                throw TransformMessages.DrawAgainInTransform();
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
