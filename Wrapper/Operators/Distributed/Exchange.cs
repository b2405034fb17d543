using System.Text;

namespace TorchBridge.Operators.Distributed;

/// <summary>Texts that all processes tell each other. No tensor's size depends on what they say until all know it.</summary>
internal static class Exchange
{
    /// <summary>Everybody's text, by rank.</summary>
    public static string[] Texts(Member member, string api, string text)
    {
        using var scope = NewDisposeScope();
        byte[] own = Encoding.UTF8.GetBytes(text);
        Tensor[] lengths = member.AllGather(api, tensor((long)own.Length));
        long[] counts = Array.ConvertAll(lengths, length => length.item<long>());
        byte[] padded = new byte[counts.Max()];
        own.CopyTo(padded, 0);
        Tensor[] all = member.AllGather(api, tensor(padded));
        return [.. all.Select((bytes, i) => Encoding.UTF8.GetString(bytes.data<byte>().ToArray(), 0, (int)counts[i]))];
    }
}
