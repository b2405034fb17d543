using System.Diagnostics;
using System.Text;

namespace TorchBridge.Tests.Tools;

/// <summary>Runs one of the programs in <c>Children</c> in a process of its own, because it may end it.</summary>
internal static class ChildProcess
{
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
    }

    /// <param name="name">The program.</param>
    /// <param name="folder">Where to take the test assembly from; null: where this one runs.</param>
    /// <param name="environment">A variable that is set for it.</param>
    /// <param name="arguments">What it is given.</param>
    public static Result Run(string name, string? folder = null, (string Name, string Value)? environment = null, params string[] arguments)
    {
        ProcessStartInfo start = StartInfo(name, folder, arguments);
        if (environment is var (variable, value))
            start.Environment[variable] = value;
        return Start(start);
    }

    /// <summary>How to start it, for a test that does so itself.</summary>
    public static ProcessStartInfo StartInfo(string name, string? folder, params string[] arguments)
    {
        string from = folder ?? AppContext.BaseDirectory;
        // This very program where it can be, which may be one that brings its own .NET; in another folder there is the assembly alone.
        return folder is null && !IsDotnet(Environment.ProcessPath)
            ? StartInfo(Environment.ProcessPath!, ["--child", name, .. arguments], from)
            : StartInfo(DotnetHost(), [Path.Combine(from, "Wrapper.Tests.dll"), "--child", name, .. arguments], from);
    }

    public static Result Start(string file, IEnumerable<string> arguments, string folder) => Start(StartInfo(file, arguments, folder));

    private static ProcessStartInfo StartInfo(string file, IEnumerable<string> arguments, string folder) => new(file, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,
    };

    private static Result Start(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(8)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{start.FileName} did not end. It printed:\n{output.Result}\n{error.Result}");
        }
        return new Result(process.ExitCode, output.Result, error.Result);
    }

    public static string DotnetHost() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : IsDotnet(Environment.ProcessPath) ? Environment.ProcessPath!
        : "dotnet";

    private static bool IsDotnet(string? program) => Path.GetFileNameWithoutExtension(program) == "dotnet";
}
