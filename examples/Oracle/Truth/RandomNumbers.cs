using System.Text;

namespace TorchBridge.Oracle.Truth;

/// <summary>SplitMix64: the same numbers everywhere, from a seed and a name.</summary>
internal sealed class RandomNumbers
{
    private ulong _state;

    public RandomNumbers(ulong seed, string name)
    {
        _state = seed ^ 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            _state = (_state ^ b) * 0x100000001b3;
    }

    /// <summary>At least <paramref name="low"/>, below <paramref name="high"/>, with three decimals.</summary>
    public double Next(double low, double high) => Math.Round(low + (high - low) * (Bits() >> 11) / (1UL << 53), 3);

    public bool Coin() => (Bits() & 1) == 1;

    private ulong Bits()
    {
        ulong z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
