"""How numba compiles what only kernels call: each function once, with the stage that it belongs to.

By itself numba optimises each function and makes machine code for it, then optimises it again in each of its callers:
that was the better half of a cold start. Here a function that only kernels call is left as numba wrote it, and a stage
is optimised once, with all that it calls, and called by its address, so that its caller is not compiled with it.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm
from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.typed_passes import NativeLowering


class InnerLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A function with what it calls, unoptimised and without machine code, to be linked into a stage."""

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


class StageLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A stage with all that it calls, optimised in one go."""

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)

    def serialize_using_object_code(self) -> Any:
        """Machine code, and of the text no more than the names: nobody links a stage into anything."""
        self._ensure_finalized()
        names = [function.name for function in self.get_defined_functions()]
        text = "".join(f'define void @"{name}"() {{ ret void }}\n' for name in names)
        return (self.name, "object", (self._get_compiled_object(), llvm.parse_assembly(text).as_bitcode()))


@register_pass(mutates_CFG=True, analysis_only=False)
class InnerLowering(NativeLowering):  # type: ignore[misc]
    """Writes the code of a function and makes it known to its callers, without an address."""

    _name = "inner_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower as numba does, but compile nothing."""
        state.flags.no_compile = True
        super().run_pass(state)
        done = state["cr"]
        name = done.fndesc.qualname.split(".")[-1]
        known_by = _dynfunc.make_function(done.fndesc.lookup_module(), name, "", 0, done.env, (state.library,))
        state.targetctx.insert_user_function(known_by, done.fndesc, [state.library])
        state["cr"] = done._replace(cfunc=known_by)
        return True


class _Compiler(CompilerBase):  # type: ignore[misc]
    library: type[JITCodeLibrary]

    def compile_extra(self, function: Any) -> Any:
        """Compile into a library of the kind that this compiler makes."""
        name = f"{function.__module__}.{function.__qualname__}"
        self.state.library = self.library(self.state.targetctx.codegen(), name)
        self.state.library.enable_object_caching()
        return super().compile_extra(function)

    def define_pipelines(self) -> list[PassManager]:
        """Numba's own passes."""
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


class StageCompiler(_Compiler):
    """Compiles a stage: machine code for it and all that it calls."""

    library = StageLibrary


class InnerCompiler(_Compiler):
    """Compiles what only kernels call."""

    library = InnerLibrary

    def define_pipelines(self) -> list[PassManager]:
        """Numba's own passes, the last but without machine code."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [(InnerLowering if one is NativeLowering else one, why) for one, why in passes.passes]
        passes.finalize()
        return [passes]
