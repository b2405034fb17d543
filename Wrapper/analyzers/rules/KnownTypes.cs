using Microsoft.CodeAnalysis;

namespace TorchBridge.Analyzers;

/// <summary>The types that the rules use, in one compilation.</summary>
internal sealed class KnownTypes
{
    private readonly INamedTypeSymbol _tensor;
    private readonly INamedTypeSymbol? _module, _autograd, _singleFunction, _multiFunction, _lbfgs, _disposeScope, _reading,
        _transforms, _bridgeAutograd, _bridgeTensor;

    private KnownTypes(Compilation compilation, INamedTypeSymbol tensor)
    {
        _tensor = tensor;
        _module = compilation.GetTypeByMetadataName("TorchSharp.torch+nn+Module");
        _autograd = compilation.GetTypeByMetadataName("TorchSharp.torch+autograd");
        _singleFunction = compilation.GetTypeByMetadataName("TorchSharp.torch+autograd+SingleTensorFunction`1");
        _multiFunction = compilation.GetTypeByMetadataName("TorchSharp.torch+autograd+MultiTensorFunction`1");
        _lbfgs = compilation.GetTypeByMetadataName("TorchSharp.Modules.LBFGS");
        _disposeScope = compilation.GetTypeByMetadataName("TorchSharp.DisposeScope");
        _reading = compilation.GetTypeByMetadataName("TorchSharp.TensorExtensionMethods");
        _transforms = compilation.GetTypeByMetadataName("TorchBridge.Transforms");
        _bridgeAutograd = compilation.GetTypeByMetadataName("TorchBridge.Autograd");
        _bridgeTensor = compilation.GetTypeByMetadataName("TorchBridge.TensorExtensions");
    }

    /// <summary>Null if the project does not reference TorchSharp.</summary>
    public static KnownTypes? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is { } tensor ? new(compilation, tensor) : null;

    public bool IsTensor(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (Same(type, _tensor))
                return true;
        return false;
    }

    /// <summary>
    /// Whether a type is a tensor, or an array, a tuple, a collection or a delegate of tensors. An unknown type counts as one.
    /// </summary>
    public bool HasTensors(ITypeSymbol? type) => HasTensors(type, 0);

    private bool HasTensors(ITypeSymbol? type, int depth) => type switch
    {
        null => true,
        _ when depth > 5 => false,
        IArrayTypeSymbol array => HasTensors(array.ElementType, depth + 1),
        _ when IsTensor(type) => true,
        INamedTypeSymbol named => named.TypeArguments.Any(argument => HasTensors(argument, depth + 1)),
        _ => false,
    };

    public bool IsTorchSharpAutograd(ISymbol member) => Same(member.ContainingType, _autograd);

    /// <summary><c>backward</c> of a tensor, in TorchSharp.</summary>
    public bool IsTensorBackward(ISymbol member) => member.Name == "backward" && Same(member.ContainingType, _tensor);

    /// <summary>A call that starts a backward pass, of TorchSharp or of TorchBridge.</summary>
    public bool StartsPass(IMethodSymbol method) => method.Name is "backward" or "Backward"
        && (Same(method.ContainingType, _tensor) || Same(method.ContainingType, _autograd) || Same(method.ContainingType, _bridgeTensor)
            || Same(method.ContainingType, _bridgeAutograd));

    /// <summary>Whether a call is a backward pass or another computation of gradients whose errors are exceptions.</summary>
    public bool CanThrow(IMethodSymbol method) => StartsPass(method)
        || Same(method.ContainingType, _bridgeAutograd) && method.Name is not ("ZeroGrad" or "DetectAnomaly");

    public bool IsTransform(IMethodSymbol method) => Same(method.ContainingType, _transforms);

    public bool IsLbfgs(ITypeSymbol? type) => type is not null && Same(type, _lbfgs);

    public bool IsDisposeScope(ITypeSymbol? type) => type is not null && Same(type, _disposeScope);

    public bool IsMemberOfTensor(ISymbol member) => Same(member.ContainingType, _tensor);

    /// <summary>One of TorchSharp's extension methods that turn tensors into numbers or texts.</summary>
    public bool IsReadingExtension(IMethodSymbol method) =>
        Same(method.ContainingType, _reading) && IsTensor(method.Parameters.FirstOrDefault()?.Type);

    /// <summary>The class of TorchSharp for functions with a backward that <paramref name="type"/> derives from.</summary>
    public INamedTypeSymbol? FunctionClass(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? each = type.BaseType; each is not null; each = each.BaseType)
            if (Same(each.OriginalDefinition, _singleFunction) || Same(each.OriginalDefinition, _multiFunction))
                return each.OriginalDefinition;
        return null;
    }

    /// <summary>Whether the member belongs to TorchSharp, TorchBridge or a module, so that it returns a new tensor.</summary>
    public bool MakesTensors(ISymbol member)
    {
        INamespaceSymbol? outermost = member.ContainingNamespace;
        while (outermost is { ContainingNamespace.IsGlobalNamespace: false })
            outermost = outermost.ContainingNamespace;
        if (outermost?.Name is "TorchSharp" or "TorchBridge")
            return true;
        for (INamedTypeSymbol? each = member.ContainingType; each is not null; each = each.BaseType)
            if (Same(each, _module))
                return true;
        return false;
    }

    private static bool Same(ISymbol? one, ISymbol? other) => other is not null && SymbolEqualityComparer.Default.Equals(one, other);
}
