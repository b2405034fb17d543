namespace TorchBridge.Support;

/// <summary>Scalars that live as long as the program. A temporary Scalar could be finalized while native code reads it.</summary>
internal static class Scalars
{
    public static readonly Scalar Zero = 0.ToScalar();

    public static readonly Scalar One = 1.ToScalar();
}
