using System.Text;

namespace TorchBridge.Operators.Distributed;

/// <summary>
/// Sends a text of each process to all processes. The sizes of the tensors in these messages are known to all ranks beforehand.
/// </summary>
internal static class Exchange
{
    /// <summary>The text of each process, by rank.</summary>
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
