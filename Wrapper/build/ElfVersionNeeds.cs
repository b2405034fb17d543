// Compiled twice: into TorchBridge.dll (TORCHBRIDGE_RUNTIME), and by MSBuild while a project is built, where the oldest
// compiler decides the language: C# 7.3.
using System;
using System.Collections.Generic;
using System.Text;

namespace TorchBridge.Native
{
    /// <summary>The symbol versions that an ELF library requires from libstdc++, and those that it uses.</summary>
    /// <remarks>
    /// TorchSharp's libLibTorchSharp.so lists GLIBCXX_3.4.32 because a header declares std::ios_base_library_init, but no code in the
    /// library uses that symbol. The dynamic linker still refuses the library if libstdc++ is older (Debian 12, Ubuntu 22.04), unless the
    /// entry carries the "weak" flag.
    /// </remarks>
    internal static class ElfVersionNeeds
    {
        private const int DtPltRelSz = 2, DtStrTab = 5, DtRela = 7, DtRelaSz = 8, DtJmpRel = 23;
        private const int DtVerSym = 0x6ffffff0, DtVerNeed = 0x6ffffffe, DtVerNeedNum = 0x6fffffff;
        private const ushort Weak = 2;

        /// <summary>
        /// Sets the weak flag in <paramref name="image"/> for every GLIBCXX version that is required from libstdc++ and that no relocation
        /// uses. A version that is used is not changed, because a library that cannot run must fail.
        /// </summary>
        /// <returns>
        /// The versions that were marked. Empty if there was nothing to do, and for a file that is not a 64-bit ELF library.
        /// </returns>
        public static List<string> RelaxUnused(byte[] image)
        {
            var relaxed = new List<string>();
            if (!IsElf64LittleEndian(image))
                return relaxed;
            Dictionary<long, long> dynamic = ReadDynamic(image);
            if (!dynamic.ContainsKey(DtVerNeed) || !dynamic.ContainsKey(DtVerNeedNum) || !dynamic.ContainsKey(DtStrTab))
                return relaxed;

            HashSet<int> used = UsedVersions(image, dynamic);
            long strings = Offset(image, dynamic[DtStrTab]);
            long need = Offset(image, dynamic[DtVerNeed]);
            for (long n = dynamic[DtVerNeedNum]; n > 0; n--)
            {
                string library = Text(image, strings + U32(image, need + 4));
                long entry = need + U32(image, need + 8);
                for (int left = U16(image, need + 2); left > 0; left--)
                {
                    int flags = U16(image, entry + 4);
                    string version = Text(image, strings + U32(image, entry + 8));
                    if (library.StartsWith("libstdc++.so", StringComparison.Ordinal)
                        && version.StartsWith("GLIBCXX_", StringComparison.Ordinal)
                        && (flags & Weak) == 0
                        && !used.Contains(U16(image, entry + 6) & 0x7fff))
                    {
                        image[entry + 4] = (byte)(flags | Weak);
                        relaxed.Add(version);
                    }
                    entry += U32(image, entry + 12);
                }
                need += U32(image, need + 12);
            }
            return relaxed;
        }

        private static bool IsElf64LittleEndian(byte[] image)
        {
            return image.Length > 64 && image[0] == 0x7f && image[1] == 'E' && image[2] == 'L' && image[3] == 'F'
                && image[4] == 2 && image[5] == 1;
        }

        private static HashSet<int> UsedVersions(byte[] image, Dictionary<long, long> dynamic)
        {
            var used = new HashSet<int>();
            if (!dynamic.ContainsKey(DtVerSym))
                return used;
            long versions = Offset(image, dynamic[DtVerSym]);
            foreach (int[] table in new[] { new[] { DtRela, DtRelaSz }, new[] { DtJmpRel, DtPltRelSz } })
            {
                if (!dynamic.ContainsKey(table[0]) || !dynamic.ContainsKey(table[1]))
                    continue;
                long start = Offset(image, dynamic[table[0]]);
                for (long at = start; at < start + dynamic[table[1]]; at += 24)
                {
                    long symbol = U32(image, at + 12);
                    if (symbol != 0)
                        used.Add(U16(image, versions + 2 * symbol) & 0x7fff);
                }
            }
            return used;
        }

        private static Dictionary<long, long> ReadDynamic(byte[] image)
        {
            var entries = new Dictionary<long, long>();
            foreach (long header in ProgramHeaders(image))
            {
                if (U32(image, header) != 2)      // PT_DYNAMIC
                    continue;
                for (long at = I64(image, header + 8); I64(image, at) != 0; at += 16)
                    entries[I64(image, at)] = I64(image, at + 8);
            }
            return entries;
        }

        /// <summary>The place in the file of what is loaded at <paramref name="address"/>.</summary>
        private static long Offset(byte[] image, long address)
        {
            foreach (long header in ProgramHeaders(image))
            {
                long start = I64(image, header + 16);
                if (U32(image, header) == 1 && address >= start && address < start + I64(image, header + 32))      // PT_LOAD
                    return address - start + I64(image, header + 8);
            }
            throw new BadImageFormatException("ELF library: no segment holds address 0x" + address.ToString("x") + ".");
        }

        private static IEnumerable<long> ProgramHeaders(byte[] image)
        {
            long first = I64(image, 32);
            for (int i = 0; i < U16(image, 56); i++)
                yield return first + (long)i * U16(image, 54);
        }

        private static ushort U16(byte[] image, long at) { return BitConverter.ToUInt16(image, checked((int)at)); }

        private static uint U32(byte[] image, long at) { return BitConverter.ToUInt32(image, checked((int)at)); }

        private static long I64(byte[] image, long at) { return BitConverter.ToInt64(image, checked((int)at)); }

        private static string Text(byte[] image, long at)
        {
            int start = checked((int)at);
            return Encoding.ASCII.GetString(image, start, Array.IndexOf(image, (byte)0, start) - start);
        }
    }

#if !TORCHBRIDGE_RUNTIME
    /// <summary>MSBuild task: writes a copy of an ELF library that lacks the version needs nothing in it uses.</summary>
    public class RelaxElfVersionNeeds : Microsoft.Build.Utilities.Task
    {
        [Microsoft.Build.Framework.Required]
        public string Source { get; set; }

        [Microsoft.Build.Framework.Required]
        public string Destination { get; set; }

        public override bool Execute()
        {
            byte[] image = System.IO.File.ReadAllBytes(Source);
            List<string> relaxed = ElfVersionNeeds.RelaxUnused(image);
            System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Destination));
            System.IO.File.WriteAllBytes(Destination, image);
            Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Low, "{0}: {1}", Destination,
                relaxed.Count == 0 ? "copied as it is" : "no longer asks for the unused " + string.Join(", ", relaxed));
            return true;
        }
    }
#endif
}
