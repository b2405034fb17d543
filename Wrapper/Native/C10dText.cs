using System.Runtime.InteropServices;
using System.Text;

namespace TorchBridge.Native;

/// <summary>
/// A std::string of libstdc++ whose text is in separate memory: address, length, capacity. A constructor that gets the string may take the
/// text over. It then changes the address to the string's internal buffer, which is its last two words.
/// </summary>
internal readonly unsafe ref struct C10dText : IDisposable
{
    private const int Size = 32, LeastCapacity = 31;

    private readonly nint* _words;

    public C10dText(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text), capacity = Math.Max(length, LeastCapacity);
        _words = (nint*)NativeMemory.AllocZeroed(Size);
        var bytes = (byte*)NativeMemory.AllocZeroed((nuint)capacity + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, length));
        _words[0] = (nint)bytes;
        _words[1] = length;
        _words[2] = capacity;
    }

    public long Address => (long)_words;

    public void Dispose()
    {
        if (_words[0] != (nint)(_words + 2))
            NativeMemory.Free((void*)_words[0]);
        NativeMemory.Free(_words);
    }
}
